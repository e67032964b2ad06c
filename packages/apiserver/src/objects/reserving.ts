import type { KubernetesObject } from '@sampan/api';
import type { WriteContext } from './write-context.js';

/**
 * Writes while holding what two objects may not share (an address, a node port); gives it back where nothing was
 * written, be it for a failure or a dry run.
 */
export async function reserving<R>(
  { serving, resource, dryRun }: WriteContext,
  { object, old }: { object: KubernetesObject; old?: KubernetesObject },
  write: () => Promise<R>,
): Promise<R> {
  const giveBack = resource.strategy.reserve?.(object, old, serving.services);
  let kept = false;
  try {
    const written = await write();
    kept = !dryRun;
    return written;
  } finally {
    if (!kept) giveBack?.();
  }
}
