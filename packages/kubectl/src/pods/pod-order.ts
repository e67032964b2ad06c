import { findCondition, isPodReady, type Pod } from '@sampan/api';

/** Which pod of several a person means: the lower, the more likely. Each step decides only where those before do not. */
const steps: readonly ((left: Pod, right: Pod) => number)[] = [
  (left, right) => Number(isAssigned(right)) - Number(isAssigned(left)),
  (left, right) => phaseRank(left) - phaseRank(right),
  (left, right) => Number(isPodReady(right)) - Number(isPodReady(left)),
  (left, right) => Number(isDeleted(left)) - Number(isDeleted(right)),
  (left, right) => compareTimes(readySince(left), readySince(right)),
];

/** The pod whose logs are asked for first: running, ready for longest, restarted most often, oldest. */
export function byLogging(left: Pod, right: Pod): number {
  return firstDifference(left, right, [...steps, (a, b) => restarts(b) - restarts(a), byAge]);
}

/** The pod to work in first: running, ready for longest, restarted least often, oldest. */
export function byActivity(left: Pod, right: Pod): number {
  return firstDifference(left, right, [...steps, (a, b) => restarts(a) - restarts(b), byAge]);
}

function firstDifference(left: Pod, right: Pod, comparisons: typeof steps): number {
  for (const compare of comparisons) {
    const difference = compare(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

const isAssigned = (pod: Pod) => (pod.spec?.nodeName ?? '') !== '';
const isDeleted = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined;
const phaseRank = (pod: Pod) => ({ Unknown: 1, Pending: 2 })[pod.status?.phase ?? ''] ?? 0;
const byAge = (left: Pod, right: Pod) =>
  compareTimes(left.metadata.creationTimestamp, right.metadata.creationTimestamp);

function readySince(pod: Pod): string | undefined {
  const condition = findCondition(pod.status?.conditions, 'Ready');
  return condition?.status === 'True' ? condition.lastTransitionTime : undefined;
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

/** Earlier times first, none at all last. */
function compareTimes(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}
