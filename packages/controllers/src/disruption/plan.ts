import {
  deepEqual,
  formatLabelSelector,
  formatTime,
  isPodReady,
  type Pod,
  type PodDisruptionBudget,
  type PodDisruptionBudgetStatus,
  resources,
  setCondition,
} from '@sampan/api';
import { type Action, eventAction, updateStatusAction } from '@sampan/client';
import { shareOf } from '../shared/share-of.js';
import type { ControllerScale } from './disruption-controller.js';

/** How long after an eviction was allowed its Pod counts as gone although nobody has deleted it. */
const deletionTimeoutMs = 2 * 60_000;

interface Observed {
  /** The Pods that the budget selects. */
  readonly pods: readonly Pod[];
  /** What controls a Pod; undefined: nobody. */
  scaleOf(pod: Pod): ControllerScale | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Plan {
  readonly actions: Action[];
  readonly requeueAfterMs?: number;
}

/** What is to be said of a budget, as kube-controller-manager says it. */
export function planBudget(budget: PodDisruptionBudget, observed: Observed): Plan {
  const { pods, now } = observed;
  const noPods = { reason: 'NoPods', message: 'No matching pods found' };
  const told = pods.length === 0 ? [eventAction(budget, 'Normal', noPods)] : [];
  const wanted = wantedOf(budget, observed);
  if ('problem' in wanted) return { actions: [...told, ...planFailure(budget, wanted.problem, now)] };
  const unmanaged = wanted.unmanaged ? [eventAction(budget, 'Warning', unmanagedPods(budget))] : [];
  const { disrupted, overdue } = disruptedPods(budget, pods, now);
  const healthy = pods.filter((pod) => isHealthy(pod) && disrupted[pod.metadata.name ?? ''] === undefined).length;
  const waits = Object.values(disrupted).map((time) => Date.parse(time) + deletionTimeoutMs - now);
  const status = statusOf(budget, { healthy, wanted, disrupted, now });
  const written = deepEqual(status, budget.status)
    ? []
    : [updateStatusAction(resources.podDisruptionBudgets, { ...budget, status })];
  return {
    actions: [...told, ...unmanaged, ...overdue.map((pod) => notDeleted(pod, budget)), ...written],
    ...(waits.length > 0 && { requeueAfterMs: Math.max(1, ...[Math.min(...waits) + 1]) }),
  };
}

interface Wanted {
  readonly expected: number;
  readonly desired: number;
  /** Whether nobody knows how many there should be of some Pods. */
  readonly unmanaged: boolean;
}

/** How many Pods there should be, and how many of them healthy. */
function wantedOf({ spec }: PodDisruptionBudget, observed: Observed): Wanted | { problem: string } {
  const { minAvailable, maxUnavailable } = spec ?? {};
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    const expected = minAvailable === undefined ? 0 : observed.pods.length;
    return { expected, desired: minAvailable ?? 0, unmanaged: false };
  }
  const scales = observed.pods.map((pod) => observed.scaleOf(pod));
  const sizes = new Map<string, number>();
  for (const scale of scales) {
    if (scale !== undefined && 'problem' in scale) return { problem: scale.problem };
    if (scale !== undefined) sizes.set(scale.uid, scale.replicas);
  }
  const expected = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const desired =
    maxUnavailable === undefined
      ? shareOf(minAvailable ?? 0, expected, Math.ceil)
      : Math.max(expected - shareOf(maxUnavailable, expected, Math.ceil), 0);
  return { expected, desired, unmanaged: scales.includes(undefined) };
}

/** A Pod of which the budget counts that it is there. */
function isHealthy(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && isPodReady(pod);
}

/** Of the Pods whose eviction was allowed, those that are about to be deleted, and those that nobody has deleted. */
function disruptedPods({ status }: PodDisruptionBudget, pods: readonly Pod[], now: number) {
  const disrupted: Record<string, string> = {};
  const overdue: Pod[] = [];
  for (const pod of pods) {
    const name = pod.metadata.name ?? '';
    const time = status?.disruptedPods?.[name];
    if (time === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    if (Date.parse(time) + deletionTimeoutMs < now) overdue.push(pod);
    else disrupted[name] = time;
  }
  return { disrupted, overdue };
}

interface Counted {
  readonly healthy: number;
  readonly wanted: Wanted;
  readonly disrupted: Record<string, string>;
  readonly now: number;
}

function statusOf(
  { metadata, status }: PodDisruptionBudget,
  { healthy, wanted, disrupted, now }: Counted,
): PodDisruptionBudgetStatus {
  const { expected, desired } = wanted;
  const allowed = expected > 0 ? Math.max(healthy - desired, 0) : 0;
  const reason = allowed > 0 ? 'SufficientPods' : 'InsufficientPods';
  return {
    ...(Object.keys(disrupted).length > 0 && { disruptedPods: disrupted }),
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    observedGeneration: metadata.generation ?? 0,
    conditions: conditionsWith(status, { isAllowed: allowed > 0, reason, message: '' }, metadata.generation, now),
  };
}

/** Where nobody knows how many Pods there should be, none may be evicted. */
function planFailure(budget: PodDisruptionBudget, problem: string, now: number): Action[] {
  const { status } = budget;
  const reason = 'CalculateExpectedPodCountFailed';
  const event = eventAction(budget, 'Warning', {
    reason,
    message: `Failed to calculate the number of expected pods: ${problem}`,
  });
  const verdict = { isAllowed: false, reason: 'SyncFailed', message: problem };
  const conditions = conditionsWith(status, verdict, status?.observedGeneration, now);
  const counts = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, ...status };
  const failed: PodDisruptionBudgetStatus = { ...counts, disruptionsAllowed: 0, conditions };
  if (deepEqual(failed, status)) return [];
  return [event, updateStatusAction(resources.podDisruptionBudgets, { ...budget, status: failed })];
}

interface Verdict {
  readonly isAllowed: boolean;
  readonly reason: string;
  readonly message: string;
}

function conditionsWith(
  status: PodDisruptionBudgetStatus | undefined,
  { isAllowed, reason, message }: Verdict,
  observedGeneration: number | undefined,
  now: number,
) {
  const condition = {
    ...{ type: 'DisruptionAllowed', status: isAllowed ? 'True' : 'False', reason, message },
    ...(observedGeneration !== undefined && { observedGeneration }),
    lastTransitionTime: formatTime(now),
  };
  return setCondition(status?.conditions, condition, now);
}

function unmanagedPods({ spec }: PodDisruptionBudget) {
  const selector = formatLabelSelector(spec?.selector);
  return {
    reason: 'UnmanagedPods',
    message: `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
  };
}

function notDeleted(pod: Pod, { metadata }: PodDisruptionBudget): Action {
  const message = `Pod was expected by PDB ${metadata.namespace}/${metadata.name} to be deleted but it wasn't`;
  return eventAction(pod, 'Warning', { reason: 'NotDeleted', message });
}
