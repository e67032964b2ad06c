import { findCondition, formatTime, type Node, type Taint, type Toleration, toleratesTaint } from '@sampan/api';

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';

/** Conditions whose truth keeps Pods away. */
const pressureTaints: Record<string, string> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
};
const unschedulable = 'node.kubernetes.io/unschedulable';

/** The taints that are kept by the control plane; all others are somebody else's. */
const kept = new Set([
  `${notReady}:NoSchedule`,
  `${notReady}:NoExecute`,
  `${unreachable}:NoSchedule`,
  `${unreachable}:NoExecute`,
  ...[...Object.values(pressureTaints), unschedulable].map((key) => `${key}:NoSchedule`),
]);

/**
 * Whether the node's Pods are to be driven away: it is its turn (`now`), it has not come yet, but those that are go on
 * (`later`), or nobody's: when every node is lost, it is more likely that this process is (`never`).
 */
export type Evicting = 'now' | 'later' | 'never';

/** The taints that `node` should have by its conditions. */
export function taintsOf(node: Node, { evicting, now }: { evicting: Evicting; now: number }): Taint[] {
  const before = node.spec?.taints ?? [];
  const others = before.filter((taint) => !kept.has(nameOf(taint)));
  const evicts = evicting === 'now' || (evicting === 'later' && isEvicted(node));
  const wanted = [...conditionTaints(node), ...(evicts ? evictingTaints(node) : [])];
  const own = wanted.map(
    (taint) => before.find((other) => nameOf(other) === nameOf(taint)) ?? { ...taint, timeAdded: formatTime(now) },
  );
  return [...others, ...own];
}

/** Whether the node's Pods are to be driven away and are not yet. */
export function awaitsEviction(node: Node): boolean {
  return evictingTaints(node).length > 0 && !isEvicted(node);
}

function isEvicted({ spec }: Node): boolean {
  return (spec?.taints ?? []).some(
    ({ key, effect }) => effect === 'NoExecute' && (key === notReady || key === unreachable),
  );
}

function conditionTaints({ spec, status }: Node): Taint[] {
  const ready = findCondition(status?.conditions, 'Ready')?.status;
  const keys = Object.entries(pressureTaints)
    .filter(([type]) => findCondition(status?.conditions, type)?.status === 'True')
    .map(([, key]) => key);
  if (spec?.unschedulable) keys.push(unschedulable);
  if (ready === 'Unknown') keys.push(unreachable);
  else if (ready !== 'True') keys.push(notReady);
  return keys.map((key) => ({ key, effect: 'NoSchedule' }));
}

function evictingTaints({ status }: Node): Taint[] {
  const ready = findCondition(status?.conditions, 'Ready')?.status;
  if (ready === 'True' || ready === undefined) return [];
  return [{ key: ready === 'Unknown' ? unreachable : notReady, effect: 'NoExecute' }];
}

function nameOf({ key, effect }: Taint): string {
  return `${key}:${effect}`;
}

/**
 * When a Pod with `tolerations` has to leave a node with `taints`: at once, at a time (milliseconds), or never
 * (undefined).
 */
export function evictionTime(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  now: number,
): number | undefined {
  let earliest: number | undefined;
  for (const taint of taints.filter(({ effect }) => effect === 'NoExecute')) {
    const tolerating = tolerations.filter((toleration) => toleratesTaint(toleration, taint));
    if (tolerating.length === 0) return now;
    const seconds = tolerating.flatMap(({ tolerationSeconds }) =>
      tolerationSeconds === undefined ? [] : [tolerationSeconds],
    );
    if (seconds.length === 0) continue;
    const since = taint.timeAdded === undefined ? now : Date.parse(taint.timeAdded);
    const time = since + Math.max(Math.min(...seconds), 0) * 1_000;
    earliest = Math.min(earliest ?? time, time);
  }
  return earliest;
}
