import { deepEqual, formatKey, isPodActive, keyOf, type Node, type ObjectKey, type Pod, resources } from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  deleteAction,
  eventAction,
  index,
  type Result,
  watched,
} from '@sampan/client';
import { disruptionAction } from '../shared/disruption.js';
import { nodeIndex, nodeNameOf } from '../shared/pods-by-node.js';
import { evictionTime } from './taints.js';

/*
 * Promises: a Pod leaves a node that has a NoExecute taint which it does not tolerate, or no longer tolerates.
 * Reads: Pods, Nodes. Writes: Pods (delete, DisruptionTarget condition), Events.
 * Runs when: a Pod changes, a node's taints change, or a toleration runs out.
 */
export function taintEvictionController(): ControllerDefinition<Pod> {
  /** The Pods that are to leave later, by key. */
  const leaving = new Set<string>();
  return defineController({
    name: 'taint-eviction',
    primary: resources.pods,
    watches: [watched(resources.nodes, podsOnNode, (node, old) => !deepEqual(node.spec?.taints, old.spec?.taints))],
    indices: [index(resources.pods, nodeIndex, nodeNameOf)],
    reconcile: (key, context) => reconcile(key, context, leaving),
  });
}

async function reconcile(
  key: ObjectKey,
  context: ControllerContext,
  leaving: Set<string>,
): Promise<Result | undefined> {
  const wasLeaving = leaving.delete(formatKey(key));
  const pod = context.lister(resources.pods).get(key);
  if (pod === undefined || !pod.spec?.nodeName || !isPodActive(pod)) return undefined;
  const node = context.lister(resources.nodes).get({ namespace: '', name: pod.spec.nodeName });
  const taints = node?.spec?.taints ?? [];
  const now = context.clock.now();
  const time = evictionTime(taints, pod.spec.tolerations ?? [], now);
  if (time === undefined) {
    if (wasLeaving) await context.perform([tell(pod, 'Cancelling deletion of')]);
    return undefined;
  }
  if (time > now) {
    leaving.add(formatKey(key));
    return { requeueAfterMs: time - now };
  }
  await evict(pod, context);
  return undefined;
}

async function evict(pod: Pod, context: ControllerContext): Promise<void> {
  const reason = 'DeletionByTaintManager';
  const message = 'Taint manager: deleting due to NoExecute taint';
  await context.perform([
    disruptionAction(pod, { reason, message }, context.clock.now()),
    deleteAction(resources.pods, pod),
    tell(pod, 'Marking for deletion'),
  ]);
}

function tell(pod: Pod, what: string): Action {
  const { namespace, name } = keyOf(pod);
  return eventAction(pod, 'Normal', { reason: 'TaintManagerEviction', message: `${what} Pod ${namespace}/${name}` });
}

function podsOnNode(node: Node, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.pods)
    .byIndex(nodeIndex, node.metadata.name ?? '')
    .map(keyOf);
}
