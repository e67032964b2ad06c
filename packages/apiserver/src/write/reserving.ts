import type { KubernetesObject } from '@sampan/api';
import type { Settle } from '../admission/admission-plugin.js';
import { settling } from './settling.js';
import type { WriteContext } from './write-context.js';

/**
 * Writes while holding what two objects may not share (an address, a node port) and what admission counted on; gives it
 * back where nothing was written, be it for a failure or a dry run. What cannot be given back is found when the server
 * starts.
 */
export async function reserving<R>(
  { server, resource, dryRun }: WriteContext,
  { object, old, settle }: { object: KubernetesObject; old?: KubernetesObject; settle: Settle | undefined },
  write: () => Promise<R>,
): Promise<R> {
  return settling(settle, dryRun, async () => {
    const reservation = await resource.strategy.reserve?.(object, old, { server, dryRun });
    if (reservation === undefined) return write();
    try {
      const outcome = await write();
      await reservation.written().catch(server.logError);
      return outcome;
    } catch (error) {
      await reservation.failed().catch(server.logError);
      throw error;
    }
  });
}
