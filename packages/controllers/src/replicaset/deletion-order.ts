import { findCondition, isPodActive, isPodReady, isPodScheduled, type Pod } from '@sampan/api';

const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * The `count` Pods of `pods` whose loss hurts least, in the order of kube-controller-manager's ActivePodsWithRanks: not
 * scheduled, not running, not ready, cheap by annotation, on a node with many of `related` (Pods that serve the same
 * purpose), ready for a short time, restarted often, young.
 */
export function podsToDelete(
  pods: readonly Pod[],
  count: number,
  options: { related: readonly Pod[]; now: number },
): Pod[] {
  if (count >= pods.length) return [...pods];
  const perNode = countPerNode(options.related);
  const ranked = pods.map((pod) => rank(pod, perNode.get(pod.spec.nodeName ?? '') ?? 0, options.now));
  return ranked
    .sort(compare)
    .slice(0, count)
    .map(({ pod }) => pod);
}

interface RankedPod {
  pod: Pod;
  /** Less goes first, compared from left to right. */
  order: readonly number[];
}

const phaseOrder: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };

function rank(pod: Pod, doubled: number, now: number): RankedPod {
  const ready = isPodReady(pod);
  return {
    pod,
    order: [
      isPodScheduled(pod) ? 1 : 0,
      phaseOrder[pod.status?.phase ?? 'Pending'] ?? 0,
      ready ? 1 : 0,
      deletionCost(pod),
      -doubled,
      ready ? ageMagnitude(readySince(pod), now) : 0,
      -restarts(pod),
      ageMagnitude(pod.metadata.creationTimestamp, now),
    ],
  };
}

function compare(a: RankedPod, b: RankedPod): number {
  for (const [index, left] of a.order.entries()) {
    const difference = left - (b.order[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return (a.pod.metadata.uid ?? '') < (b.pod.metadata.uid ?? '') ? -1 : 1;
}

function countPerNode(pods: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const node = pod.spec.nodeName ?? '';
    if (node !== '' && isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCostAnnotation] ?? '';
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function readySince(pod: Pod): string | undefined {
  return findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime;
}

/** Ages count by their power of two: between Pods of about one age the uid decides, which is as good as chance. */
function ageMagnitude(since: string | undefined, now: number): number {
  const age = now - Date.parse(since ?? '');
  return age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1;
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount ?? 0));
}
