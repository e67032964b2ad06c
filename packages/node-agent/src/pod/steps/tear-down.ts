import { isConflict, isNotFound, keyOf, resources } from '@sampan/api';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';

/** Removes what is left of the pod on this node, then its object: the last step of a deletion. */
export async function tearDownPod(runtime: PodRuntime, context: PodContext): Promise<void> {
  const { pod, state } = runtime;
  const left = await context.driver.sandboxes.remove(pod.metadata.uid ?? '');
  if (left.length > 0) {
    const message = `processes of the pod could not be ended: ${left.join(', ')}`;
    context.recorder.event(pod, 'Warning', 'FailedKillPod', message);
  }
  if (!state.deleted) await deleteObject(runtime, context);
  state.tornDown = true;
}

async function deleteObject({ pod }: PodRuntime, { client }: PodContext): Promise<void> {
  try {
    await client.resource(resources.pods).delete(keyOf(pod), {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    });
  } catch (error) {
    // Gone, or another pod by the name already: either way this one is no more.
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}
