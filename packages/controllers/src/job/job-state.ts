import { findCondition, isConditionTrue, isPodActive, type Job, type Pod } from '@sampan/api';
import { indexesOf, type JobIndexes } from './job-indexes.js';
import { hasFailed, hasSucceeded, indexOf, isTerminating, isTracked } from './job-pods.js';
import { failJobMessage, matchFailurePolicy } from './pod-failure-policy.js';
import { successByPolicy } from './success-policy.js';

/** A Job as it is looked at: with the Pods that it controls. */
export interface JobObservation {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly now: number;
}

/** How a Job is to end, and why: the interim condition that says so, before everything is counted. */
export interface Verdict {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet';
  readonly reason: string;
  readonly message: string;
}

/** What the Pods of a Job come to. */
export interface JobState extends JobObservation {
  /** Neither ended nor being deleted. */
  readonly active: readonly Pod[];
  readonly terminating: number;
  /** All that have, those included that the status does not count yet. */
  readonly succeeded: number;
  readonly failed: number;
  /** Absent: the Job is not Indexed. */
  readonly indexes?: JobIndexes;
  /** Absent: there is more to do. */
  readonly verdict?: Verdict;
}

export function isFinished({ status }: Job): boolean {
  return isConditionTrue(status?.conditions, 'Complete') || isConditionTrue(status?.conditions, 'Failed');
}

export function isIndexed({ spec }: Job): boolean {
  return spec?.completionMode === 'Indexed';
}

export function isSuspended({ spec }: Job): boolean {
  return spec?.suspend === true;
}

export function jobStateOf(observation: JobObservation): JobState {
  const { job, pods } = observation;
  const uncounted = job.status?.uncountedTerminatedPods ?? {};
  const isNew = (uids: readonly string[] | undefined) => (pod: Pod) =>
    isTracked(pod) &&
    uids?.includes(pod.metadata.uid ?? '') !== true &&
    (!isIndexed(job) || indexOf(pod, job) !== undefined);
  const newFailed = pods.filter(isNew(uncounted.failed)).filter((pod) => hasFailed(pod, job));
  const newSucceeded = pods.filter(isNew(uncounted.succeeded)).filter(hasSucceeded);
  const indexes = isIndexed(job) ? indexesOf(job, pods) : undefined;
  const counted = (before = 0, waiting: readonly string[] = [], more = 0) => before + waiting.length + more;
  const state = {
    ...observation,
    active: pods.filter(isPodActive),
    terminating: pods.filter(isTerminating).length,
    succeeded: indexes?.succeeded.size ?? counted(job.status?.succeeded, uncounted.succeeded, newSucceeded.length),
    failed: counted(
      job.status?.failed,
      uncounted.failed,
      newFailed.filter((pod) => matchFailurePolicy(job, pod).counts).length,
    ),
    ...(indexes && { indexes }),
  };
  const verdict = verdictOf(state);
  return verdict === undefined ? state : { ...state, verdict };
}

/** What was said before stays; of what is new, failure comes first. */
function verdictOf(state: JobState): Verdict | undefined {
  return spokenVerdict(state.job) ?? failureOf(state) ?? successOf(state);
}

function spokenVerdict({ status }: Job): Verdict | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const { status: value, reason = '', message = '' } = findCondition(status?.conditions, type) ?? {};
    if (value === 'True') return { type, reason, message };
  }
  return undefined;
}

function failureOf(state: JobState): Verdict | undefined {
  const { job, pods, failed, indexes, now } = state;
  const { backoffLimit = 6, maxFailedIndexes, completions = 0 } = job.spec ?? {};
  const fail = (reason: string, message: string): Verdict => ({ type: 'FailureTarget', reason, message });
  const policy = failJobMessage(
    job,
    pods.filter((pod) => hasFailed(pod, job)),
  );
  if (policy !== undefined) return fail('PodFailurePolicy', policy);
  if (failed > backoffLimit || hasRestartedTooOften(state)) {
    return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if ((remainingTime(job, now) ?? 1) <= 0) {
    return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  if (indexes === undefined || indexes.failed.size === 0) return undefined;
  if (maxFailedIndexes !== undefined && indexes.failed.size > maxFailedIndexes) {
    return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  }
  if (indexes.failed.size + indexes.succeeded.size >= completions)
    return fail('FailedIndexes', 'Job has failed indexes');
  return undefined;
}

/** Containers that are started again where they are count as failures, too. */
function hasRestartedTooOften({ job, active }: JobState): boolean {
  const { backoffLimit = 6, template } = job.spec ?? {};
  if (template?.spec?.restartPolicy !== 'OnFailure') return false;
  const restarts = active
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

/** Milliseconds that a Job may still take; undefined: it has no deadline, or its time does not run. */
export function remainingTime(job: Job, now: number): number | undefined {
  const { activeDeadlineSeconds } = job.spec ?? {};
  const { startTime } = job.status ?? {};
  if (activeDeadlineSeconds === undefined || startTime === undefined || isSuspended(job)) return undefined;
  return Date.parse(startTime) + activeDeadlineSeconds * 1_000 - now;
}

function successOf({ job, succeeded, active, indexes }: JobState): Verdict | undefined {
  const succeed = (reason: string, message: string): Verdict => ({ type: 'SuccessCriteriaMet', reason, message });
  const policy = indexes && successByPolicy(job, indexes.succeeded);
  if (policy !== undefined) return succeed('SuccessPolicy', policy);
  const { completions } = job.spec ?? {};
  // Of a work queue, one Pod that succeeds says that the work is done; the others are left to end by themselves.
  const isComplete = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
  return isComplete ? succeed('CompletionsReached', 'Reached expected number of succeeded pods') : undefined;
}
