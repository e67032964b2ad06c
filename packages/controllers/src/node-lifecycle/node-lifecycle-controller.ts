import { deepEqual, findCondition, type Node, type ObjectKey, type Pod, resources, setCondition } from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  eventAction,
  index,
  type Result,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { nodeIndex, nodeNameOf } from '../shared/pods-by-node.js';
import { createHealthRecord, type HealthRecord, isReady, lostConditions } from './node-health.js';
import { awaitsEviction, type Evicting, taintsOf } from './taints.js';
import { createEvictionPace, type EvictionPace, evictionInterval, stateOfZone, zoneOf } from './zones.js';

const leaseNamespace = 'kube-node-lease';

/** How often a node that is lost is looked at, in milliseconds: what becomes of its Pods depends on the other nodes. */
const monitorPeriod = 5_000;

/*
 * Promises: a node that gives no sign of life is Unknown after the grace period, its Pods are not ready, and its taints
 * say what its conditions say. Pods are driven from one node of a zone after the other, and from none while no node is well.
 * Reads: Nodes, their Leases, Pods. Writes: Nodes' status and taints, Pods' Ready condition, Events.
 * Runs when: a node or its Lease changes, a sign of life is overdue, or a lost node is to be looked at again.
 */
export function nodeLifecycleController(): ControllerDefinition<Node> {
  const memory = { health: createHealthRecord(), pace: createEvictionPace() };
  return defineController({
    name: 'node',
    primary: resources.nodes,
    watches: [
      watched(resources.leases, ({ metadata }) =>
        metadata.namespace === leaseNamespace ? [{ namespace: '', name: metadata.name ?? '' }] : [],
      ),
    ],
    indices: [index(resources.pods, nodeIndex, nodeNameOf)],
    reconcile: (key, context) => reconcile(key, context, memory),
  });
}

async function reconcile(
  key: ObjectKey,
  context: ControllerContext,
  { health, pace }: { health: HealthRecord; pace: EvictionPace },
): Promise<Result | undefined> {
  const node = context.lister(resources.nodes).get(key);
  if (node === undefined) {
    health.forget(key.name);
    return undefined;
  }
  const now = context.clock.now();
  const lease = context.lister(resources.leases).get({ namespace: leaseNamespace, name: key.name });
  const deadline = health.deadlineOf(node, lease, now);
  const current = now >= deadline ? await markLost(node, context) : node;
  const waits = turnOf(current, context, pace);
  await writeTaints(current, waits, context);
  const next = now >= deadline ? monitorPeriod : deadline - now;
  return { requeueAfterMs: waits > 0 ? Math.min(waits, monitorPeriod, next) : next };
}

async function markLost(node: Node, context: ControllerContext): Promise<Node> {
  const conditions = lostConditions(node.status?.conditions, node.metadata.creationTimestamp, context.clock.now());
  if (deepEqual(conditions, node.status?.conditions)) return node;
  const status = { ...node.status, conditions };
  const [updated] = await context.perform([updateStatusAction(resources.nodes, { ...node, status })]);
  const pods = context.lister(resources.pods).byIndex(nodeIndex, node.metadata.name ?? '');
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
  await context.perform([
    ...(isReady(node) ? [eventAction(node, 'Normal', { reason: 'NodeNotReady', message })] : []),
    ...pods.flatMap((pod) => markNotReady(pod, context.clock.now())),
  ]);
  return (updated ?? node) as Node;
}

function markNotReady(pod: Pod, now: number): Action[] {
  const ready = findCondition(pod.status?.conditions, 'Ready');
  if (ready?.status !== 'True') return [];
  const conditions = setCondition(
    pod.status?.conditions,
    { ...ready, status: 'False', lastTransitionTime: undefined },
    now,
  );
  return [
    updateStatusAction(resources.pods, { ...pod, status: { ...pod.status, conditions } }),
    eventAction(pod, 'Warning', { reason: 'NodeNotReady', message: 'Node is not ready' }),
  ];
}

/** How long it is until the node's Pods may be driven away, in milliseconds; 0: now, or they need not. */
function turnOf(node: Node, context: ControllerContext, pace: EvictionPace): number {
  if (!awaitsEviction(node)) return 0;
  const nodes = context.lister(resources.nodes).list();
  if (!nodes.some(isReady)) return 0;
  const zone = zoneOf(node);
  const members = nodes.filter((other) => zoneOf(other) === zone);
  return pace.take(zone, evictionInterval(stateOfZone(members), members.length), context.clock.now());
}

async function writeTaints(node: Node, waits: number, context: ControllerContext): Promise<void> {
  // Whether Pods may be driven from a node that is lost depends on the others.
  const mayEvict = isReady(node) || context.lister(resources.nodes).list().some(isReady);
  const evicting: Evicting = !mayEvict ? 'never' : waits > 0 ? 'later' : 'now';
  const taints = taintsOf(node, { evicting, now: context.clock.now() });
  if (deepEqual(taints, node.spec?.taints ?? [])) return;
  const { name = '', resourceVersion } = node.metadata;
  const body = { metadata: { resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
  const key = { namespace: '', name };
  await context.perform([{ verb: 'patch', type: resources.nodes, key, patch: { type: 'merge', body } }]);
}
