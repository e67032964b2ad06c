import { type DaemonSet, isPodAvailable, isPodReady, isPodTerminal, type Node, type Pod } from '@sampan/api';
import { isUpdated, nodeOf } from './daemon-pod.js';
import { fitOf } from './node-fit.js';
import { planReplacements, planSurge } from './rollout.js';

/** What a look at a DaemonSet has seen. */
export interface Observation {
  set: DaemonSet;
  nodes: readonly Node[];
  /** The Pods that it controls. */
  pods: readonly Pod[];
  /** The hash of its current template's revision. */
  hash: string;
  now: number;
}

/** Which Pods are to come and to go. */
export interface Plan {
  /** The nodes that get a Pod. */
  creates: string[];
  deletes: Pod[];
  /** Milliseconds until a Pod that failed may be replaced. */
  requeueAfterMs?: number | undefined;
}

/** The most Pods that one look makes, and the most that it deletes; the next look continues. */
const burst = 250;

/**
 * The next step of a DaemonSet: every node has the Pods that it should have, however old; and when all have, an update
 * goes on. `backOff` says how many milliseconds the failed Pod of a node has to be let be.
 */
export function planDaemons(observed: Observation, backOff: (nodeName: string) => number): Plan {
  const byNode = podsByNode(observed.pods);
  const plans = observed.nodes.map((node) =>
    planNode(node, byNode.get(node.metadata.name ?? '') ?? [], { observed, backOff }),
  );
  const waits = plans.flatMap(({ requeueAfterMs }) => requeueAfterMs ?? []);
  const requeueAfterMs = waits.length === 0 ? undefined : Math.min(...waits);
  const managed = {
    creates: plans.flatMap(({ creates }) => creates),
    deletes: [...plans.flatMap(({ deletes }) => deletes), ...unschedulable(observed)],
  };
  const isSettled = managed.creates.length + managed.deletes.length === 0;
  const mayUpdate = isSettled && observed.set.spec.updateStrategy?.type !== 'OnDelete';
  const { creates, deletes } = mayUpdate ? planUpdate(observed, byNode) : managed;
  return { creates: creates.slice(0, burst), deletes: deletes.slice(0, burst), requeueAfterMs };
}

/** The Pods of each node, without those that were deleted and have ended: their nodes are free for others. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (isPodTerminal(pod) && isDeleted(pod)) continue;
    const name = nodeOf(pod);
    byNode.set(name, [...(byNode.get(name) ?? []), pod]);
  }
  return byNode;
}

function planNode(
  node: Node,
  pods: readonly Pod[],
  { observed, backOff }: { observed: Observation; backOff: (nodeName: string) => number },
): Plan {
  const { set } = observed;
  const name = node.metadata.name ?? '';
  const { shouldRun, mayStay } = fitOf(set, node);
  if (shouldRun && pods.length === 0) return { creates: [name], deletes: [] };
  const living = pods.filter((pod) => !isDeleted(pod));
  if (!mayStay) return { creates: [], deletes: living };
  const ended = living.filter(isPodTerminal);
  const running = living.filter((pod) => !isPodTerminal(pod)).sort(firstThatCounts);
  const wait = ended.some(({ status }) => status?.phase === 'Failed') ? backOff(name) : 0;
  const replaced = ended.filter(({ status }) => wait === 0 || status?.phase !== 'Failed');
  const isLacking = shouldRun && running.length === 0 && mayExceed(set);
  return {
    creates: isLacking ? [name] : [],
    deletes: [...replaced, ...surplus(running, observed)],
    requeueAfterMs: wait === 0 ? undefined : wait,
  };
}

/** Whether an update makes the new Pod of a node before it deletes the old one. */
function mayExceed({ spec: { updateStrategy } }: DaemonSet): boolean {
  const { maxSurge = 0 } = updateStrategy?.rollingUpdate ?? {};
  return updateStrategy?.type === 'RollingUpdate' && maxSurge !== 0 && maxSurge !== '0%';
}

/**
 * Of several Pods of a node, in order, those that have to go: all but the first; or, where an update may exceed, all but
 * the first new one and the first old one, which stays until the new one can take over.
 */
function surplus(running: readonly Pod[], { set, hash, now }: Observation): Pod[] {
  if (running.length <= 1) return [];
  if (!mayExceed(set)) return running.slice(1);
  const fresh = running.find((pod) => isUpdated(pod, set, hash));
  const old = running.find((pod) => !isUpdated(pod, set, hash));
  const others = running.filter((pod) => pod !== fresh && pod !== old);
  if (fresh === undefined || old === undefined) return others;
  const isReplaced = !isPodReady(old) || isPodAvailable(fresh, set.spec.minReadySeconds ?? 0, now);
  return isReplaced ? [...others, old] : others;
}

/** Pods that wait for a node which is no longer there. */
function unschedulable({ nodes, pods }: Observation): Pod[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  return pods.filter((pod) => !pod.spec.nodeName && !isDeleted(pod) && !names.has(nodeOf(pod)));
}

function planUpdate(observed: Observation, byNode: ReadonlyMap<string, readonly Pod[]>): Plan {
  const wanted = observed.nodes.filter((node) => fitOf(observed.set, node).shouldRun);
  const missing = wanted.flatMap(({ metadata: { name = '' } }) => (byNode.has(name) ? [] : [[name, []] as const]));
  const update = { ...observed, byNode: new Map([...byNode, ...missing]), desired: wanted.length };
  return mayExceed(observed.set) ? planSurge(update) : planReplacements(update);
}

/** The Pod that counts for a node first: scheduled ones before others, then by age. */
export function firstThatCounts(a: Pod, b: Pod): number {
  const [left, right] = [a, b].map(({ metadata, spec }) =>
    [spec.nodeName ? 0 : 1, metadata.creationTimestamp, metadata.name].join(' '),
  ) as [string, string];
  return left < right ? -1 : 1;
}

export function isDeleted({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}
