import { findCondition, formatTime, keyOf, type Pod, resources } from '@sampan/api';
import type { Client } from '@sampan/client';

/** Puts a Pod on a node: `POST pods/NAME/binding`. */
export async function bindPod(client: Client, pod: Pod, nodeName: string): Promise<void> {
  const { name, namespace } = keyOf(pod);
  await client
    .resource(resources.pods)
    .subresource<object>({ name, namespace }, 'binding')
    .create({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, ...(pod.metadata.uid !== undefined && { uid: pod.metadata.uid }) },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    });
}

/** Says in the Pod's `PodScheduled` condition why it has no node; nothing is written when it says so already. */
export async function markUnschedulable(
  client: Client,
  pod: Pod,
  { message, now }: { message: string; now: number },
): Promise<void> {
  const known = findCondition(pod.status?.conditions, 'PodScheduled');
  if (known?.status === 'False' && known.reason === 'Unschedulable' && known.message === message) return;
  const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime : formatTime(now);
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime };
  await client
    .resource(resources.pods)
    .patch(keyOf(pod), { type: 'strategic', body: { status: { conditions: [condition] } } }, { subresource: 'status' });
}
