import { type KubernetesObject, keyOf, type Pod, resources, type Selector } from '@sampan/api';
import type { DescribeContext } from '../describer.js';

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the pods that `controller` made, by phase. */
export async function podCounts(
  controller: KubernetesObject,
  selector: Selector,
  context: DescribeContext,
): Promise<string> {
  const { namespace } = keyOf(controller);
  const { items } = await context.client.resource(resources.pods).list({
    namespace,
    labelSelector: selector.toString(),
    ...(context.chunkSize > 0 && { pageSize: context.chunkSize }),
  });
  const own = items.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === controller.metadata.uid),
  );
  const count = (phase: string) => own.filter((pod: Pod) => pod.status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
