import { realpath, stat } from 'node:fs/promises';
import type { Mount } from '../container-runtime.js';
import type { Notice } from '../notice.js';

/**
 * There are no mounts of a pod's own, so that no volume lies over a path that the host has: whoever opens the path by
 * itself gets what is the host's. That must not happen without a word.
 */
export async function hiddenMounts(mounts: readonly Mount[]): Promise<Notice[]> {
  const notices = await Promise.all(
    mounts.map(async ({ mountPath, hostPath }): Promise<Notice[]> => {
      if (!(await isOfHost(mountPath, hostPath))) return [];
      const message =
        `the process driver cannot mount over ${mountPath}, which this host has: a program that opens it without ` +
        `being told the path finds the host's. Name it in command, args or env, or open $SAMPAN_ROOT${mountPath}`;
      return [{ type: 'Warning', reason: 'MountHidden', message }];
    }),
  );
  return notices.flat();
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
