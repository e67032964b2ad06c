import {
  findCondition,
  formatIndexes,
  formatTime,
  isPodReady,
  type Job,
  type JobCondition,
  type JobStatus,
  type Pod,
  setCondition,
} from '@sampan/api';
import { hasFailed, hasSucceeded, indexOf, isTracked } from './job-pods.js';
import { isIndexed, isSuspended, type JobState, type Verdict } from './job-state.js';
import { failedToReplace } from './plan-pods.js';
import { matchFailurePolicy } from './pod-failure-policy.js';

export interface StatusPlan {
  readonly status: JobStatus;
  /** Pods that may go once the status is written: it counts them, or they do not count. */
  readonly release: readonly Pod[];
  /** What is to be told once the status is written. */
  readonly events: readonly { type: 'Normal' | 'Warning'; reason: string; message: string }[];
}

/** The most Pods that wait in a status to be counted. */
const mostUncounted = 500;

/**
 * The status of a Job. Pods are counted in two steps, so that none is counted twice or not at all, whatever dies in
 * between: their uids come into the status before they lose their finalizer, and are counted once they have lost it. Those
 * of an Indexed Job that succeeded need no uid: their index is enough.
 */
export function planStatus(state: JobState): StatusPlan {
  const { job, active, terminating, now } = state;
  const counted = countReleased(state);
  const { uncounted, release } = gather(state, counted.uncounted);
  const before = conditionsOf(state);
  const events: StatusPlan['events'][number][] = [...before.events];
  const isDone =
    release.length === 0 && uncounted.succeeded.length + uncounted.failed.length === 0 && !state.pods.some(isTracked);
  const end = isDone && active.length === 0 && terminating === 0 ? endOf(state.verdict, job) : undefined;
  const conditions =
    end === undefined
      ? before.conditions
      : setCondition(before.conditions, { ...end, lastProbeTime: formatTime(now) }, now);
  if (end !== undefined) events.push(...endEvents(state, end));
  const isComplete = end?.type === 'Complete';
  return {
    release,
    events,
    status: {
      ...indexesOf(state),
      active: active.length,
      ready: active.filter(isPodReady).length,
      terminating,
      succeeded: state.indexes?.succeeded.size ?? counted.succeeded,
      failed: counted.failed,
      uncountedTerminatedPods: withoutEmpty(uncounted),
      ...(before.startTime !== undefined && { startTime: before.startTime }),
      ...(isComplete && { completionTime: formatTime(now) }),
      ...(conditions.length > 0 && { conditions }),
    },
  };
}

interface Uncounted {
  succeeded: string[];
  failed: string[];
}

/** The counters with those that have lost their finalizer, and the uids of those that have not. */
function countReleased({ job, pods }: JobState) {
  const { succeeded = 0, failed = 0, uncountedTerminatedPods: waiting } = job.status ?? {};
  const tracked = new Set(pods.filter(isTracked).map(({ metadata }) => metadata.uid));
  const stay = (uids: readonly string[] = []) => uids.filter((uid) => tracked.has(uid));
  const uncounted: Uncounted = { succeeded: stay(waiting?.succeeded), failed: stay(waiting?.failed) };
  return {
    uncounted,
    succeeded: succeeded + (waiting?.succeeded ?? []).length - uncounted.succeeded.length,
    failed: failed + (waiting?.failed ?? []).length - uncounted.failed.length,
  };
}

/** Adds the uids of Pods that have come to their end, and says which Pods may go then. */
function gather(state: JobState, before: Uncounted): { uncounted: Uncounted; release: Pod[] } {
  const { job, pods, verdict } = state;
  const uncounted: Uncounted = { succeeded: [...before.succeeded], failed: [...before.failed] };
  const kept = new Set([...failedToReplace(state).values()].map(({ metadata }) => metadata.uid));
  const isOver = verdict !== undefined || job.metadata.deletionTimestamp !== undefined;
  const release: Pod[] = [];
  for (const pod of pods) {
    const uid = pod.metadata.uid ?? '';
    const failed = hasFailed(pod, job) && (isOver || !kept.has(uid));
    if (!isTracked(pod) || !(isOver || hasSucceeded(pod) || failed)) continue;
    if (release.length >= mostUncounted) break;
    release.push(pod);
    if (isIndexed(job) && indexOf(pod, job) === undefined) continue;
    const isWaiting = uncounted.succeeded.includes(uid) || uncounted.failed.includes(uid);
    if (hasSucceeded(pod)) {
      if (!isIndexed(job) && !isWaiting) uncounted.succeeded.push(uid);
    } else if ((hasFailed(pod, job) || verdict?.type === 'FailureTarget') && !isWaiting) {
      if (matchFailurePolicy(job, pod).counts) uncounted.failed.push(uid);
    }
  }
  return { uncounted, release };
}

function indexesOf({ job, indexes }: JobState): Pick<JobStatus, 'completedIndexes' | 'failedIndexes'> {
  if (indexes === undefined) return {};
  const completedIndexes = formatIndexes(indexes.succeeded);
  return {
    ...(completedIndexes !== '' && { completedIndexes }),
    ...(job.spec?.backoffLimitPerIndex !== undefined && { failedIndexes: formatIndexes(indexes.failed) }),
  };
}

/** The conditions but for the last one, and when the Job began: anew when it goes on after it was suspended. */
function conditionsOf({ job, verdict, now }: JobState) {
  let conditions: JobCondition[] = [...(job.status?.conditions ?? [])];
  let startTime = job.status?.startTime;
  const events: StatusPlan['events'][number][] = [];
  if (startTime === undefined && !isSuspended(job)) startTime = formatTime(now);
  const set = (condition: JobCondition) => {
    conditions = setCondition(conditions, { ...condition, lastProbeTime: formatTime(now) }, now);
  };
  if (verdict !== undefined) {
    if (findCondition(conditions, verdict.type) === undefined) set({ ...verdict, status: 'True' });
    return { conditions, startTime, events };
  }
  const was = findCondition(conditions, 'Suspended')?.status === 'True';
  if (isSuspended(job) && !was) {
    set({ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' });
    events.push({ type: 'Normal', reason: 'Suspended', message: 'Job suspended' });
  } else if (!isSuspended(job) && was) {
    set({ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' });
    events.push({ type: 'Normal', reason: 'Resumed', message: 'Job resumed' });
    startTime = formatTime(now);
  }
  return { conditions, startTime, events };
}

/** The last condition, once nothing is left to be counted; what it says was said before. */
function endOf(verdict: Verdict | undefined, { status }: Job): JobCondition | undefined {
  if (verdict === undefined || findCondition(status?.conditions, verdict.type)?.status !== 'True') return undefined;
  const { reason, message } = verdict;
  return { type: verdict.type === 'FailureTarget' ? 'Failed' : 'Complete', status: 'True', reason, message };
}

function endEvents({ job, succeeded }: JobState, { type, reason = '', message = '' }: JobCondition) {
  if (type === 'Failed') return [{ type: 'Warning' as const, reason, message }];
  const completed = { type: 'Normal' as const, reason: 'Completed', message: 'Job completed' };
  if (succeeded <= (job.spec?.completions ?? succeeded)) return [completed];
  const detail = 'Too many succeeded pods running after completion count reached';
  return [{ type: 'Warning' as const, reason: 'TooManySucceededPods', message: detail }, completed];
}

function withoutEmpty({ succeeded, failed }: Uncounted): NonNullable<JobStatus['uncountedTerminatedPods']> {
  return { ...(succeeded.length > 0 && { succeeded }), ...(failed.length > 0 && { failed }) };
}
