import { realpath, stat } from 'node:fs/promises';
import type { Mount } from '../../drivers/driver.js';
import type { TellOfContainer } from '../container-event.js';
import type { PodContext } from '../pod-context.js';

/**
 * A driver without mounts of its own cannot put a volume over a path that the host has: whoever opens the path by itself
 * gets what is the host's. That must not happen without a word.
 */
export async function tellHiddenMounts(
  mounts: readonly Mount[],
  tell: TellOfContainer,
  { driver }: PodContext,
): Promise<void> {
  if (driver.mountsVolumes) return;
  for (const { mountPath, hostPath } of mounts) {
    if (!(await isOfHost(mountPath, hostPath))) continue;
    tell(
      'Warning',
      'MountHidden',
      `the ${driver.name} driver cannot mount over ${mountPath}, which this host has: a program that opens it without ` +
        `being told the path finds the host's. Name it in command, args or env, or open $SAMPAN_ROOT${mountPath}`,
    );
  }
}

async function isOfHost(mountPath: string, hostPath: string): Promise<boolean> {
  const exists = await stat(mountPath).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  // A hostPath volume at its own place is where it should be.
  const [there, here] = await Promise.all([mountPath, hostPath].map((each) => realpath(each).catch(() => each)));
  return there !== here;
}
