import {
  isConditionTrue,
  isNotFound,
  isPodScheduled,
  isPodTerminal,
  keyOf,
  type Node,
  type ObjectKey,
  type Pod,
  resources,
} from '@sampan/api';
import {
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  deleteAction,
  index,
  type Result,
  watched,
} from '@sampan/client';
import { disruptionAction } from '../shared/disruption.js';
import { nodeIndex, nodeNameOf } from '../shared/pods-by-node.js';

/** Upstream's `--terminated-pod-gc-threshold`: so many ended Pods are kept. */
const maxTerminated = 12_500;

/** How long a node may be missing before its Pods are, in milliseconds. */
const quarantine = 40_000;

const outOfServiceTaint = 'node.kubernetes.io/out-of-service';
const terminatedIndex = 'terminated';

/*
 * Promises: no Pod stays that nobody can end: on a node that is gone or out of service, deleted before it was scheduled,
 * or ended long ago among too many others.
 * Reads: Pods, Nodes. Writes: Pods (delete, phase Failed of those whose node is gone).
 * Runs when: a Pod changes, a node goes or its taints change, or a quarantine ends.
 */
export function podGcController(): ControllerDefinition<Pod> {
  const missingSince = new Map<string, number>();
  return defineController({
    name: 'pod-garbage-collector',
    primary: resources.pods,
    watches: [watched(resources.nodes, podsOnNode)],
    indices: [
      index(resources.pods, nodeIndex, nodeNameOf),
      index(resources.pods, terminatedIndex, (pod) => (isPodTerminal(pod) ? ['all'] : [])),
    ],
    reconcile: (key, context) => reconcile(key, context, missingSince),
  });
}

async function reconcile(
  key: ObjectKey,
  context: ControllerContext,
  missingSince: Map<string, number>,
): Promise<Result | undefined> {
  const pod = context.lister(resources.pods).get(key);
  if (pod === undefined) return undefined;
  const isDeleted = pod.metadata.deletionTimestamp !== undefined;
  if (!isPodScheduled(pod)) {
    if (isDeleted) await forceDelete(pod, context);
    return undefined;
  }
  const name = pod.spec?.nodeName ?? '';
  const node = context.lister(resources.nodes).get({ namespace: '', name });
  if (node === undefined) return endOrphan(pod, context, missingSince);
  missingSince.delete(name);
  if (isDeleted && isOutOfService(node)) await forceDelete(pod, context);
  else if (isPodTerminal(pod)) await deleteOldest(context);
  return undefined;
}

/** The node is gone, as far as the informer knows; the server is asked before its Pods are ended. */
async function endOrphan(
  pod: Pod,
  context: ControllerContext,
  missingSince: Map<string, number>,
): Promise<Result | undefined> {
  const name = pod.spec?.nodeName ?? '';
  const now = context.clock.now();
  const since = missingSince.get(name) ?? now;
  missingSince.set(name, since);
  if (now < since + quarantine) return { requeueAfterMs: since + quarantine - now };
  const exists = await context.client
    .resource(resources.nodes)
    .get({ namespace: '', name })
    .then(() => true, unlessNotFound);
  if (exists) return { requeueAfterMs: quarantine };
  if (!isPodTerminal(pod)) {
    const why = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists', phase: 'Failed' };
    await context.perform([disruptionAction(pod, why, now)]);
  }
  await forceDelete(pod, context);
  return undefined;
}

function unlessNotFound(error: unknown): false {
  if (isNotFound(error)) return false;
  throw error;
}

async function deleteOldest(context: ControllerContext): Promise<void> {
  const ended = context.lister(resources.pods).byIndex(terminatedIndex, 'all');
  const surplus = ended.length - maxTerminated;
  if (surplus <= 0) return;
  const byAge = (a: Pod, b: Pod): number =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1;
  await context.perform(ended.sort(byAge).slice(0, surplus).map(forced));
}

async function forceDelete(pod: Pod, context: ControllerContext): Promise<void> {
  await context.perform([forced(pod)]);
}

function forced(pod: Pod) {
  return deleteAction(resources.pods, pod, { gracePeriodSeconds: 0 });
}

function isOutOfService({ spec, status }: Node): boolean {
  const isReady = isConditionTrue(status?.conditions, 'Ready');
  return !isReady && (spec?.taints ?? []).some(({ key }) => key === outOfServiceTaint);
}

function podsOnNode(node: Node, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.pods)
    .byIndex(nodeIndex, node.metadata.name ?? '')
    .map(keyOf);
}
