import { eachIndex, type Job, type Pod, parseIndexes } from '@sampan/api';
import { failureCount, hasFailed, hasSucceeded, indexOf, isTracked } from './job-pods.js';
import { matchFailurePolicy } from './pod-failure-policy.js';

/** What has become of the indexes of an Indexed Job, by its status and by Pods that its status does not count yet. */
export interface JobIndexes {
  readonly succeeded: ReadonlySet<number>;
  /** Given up; empty without back-off per index. */
  readonly failed: ReadonlySet<number>;
}

export function indexesOf(job: Job, pods: readonly Pod[]): JobIndexes {
  const { status } = job;
  const succeeded = new Set(known(status?.completedIndexes, job));
  const failed = new Set(known(status?.failedIndexes, job));
  for (const pod of pods) {
    const index = indexOf(pod, job);
    if (index === undefined || !isTracked(pod)) continue;
    if (hasSucceeded(pod)) succeeded.add(index);
    else if (isGivenUp(pod, job) && !succeeded.has(index)) failed.add(index);
  }
  for (const index of succeeded) failed.delete(index);
  return { succeeded, failed };
}

/** Of a Job that has become smaller, what is beyond its end is nothing any more. */
function known(text: string | undefined, { spec }: Job): number[] {
  const completions = spec?.completions ?? 0;
  return [...eachIndex(parseIndexes(text ?? '', Number.POSITIVE_INFINITY))].filter((index) => index < completions);
}

/** Whether a Pod's failure is the last that its index may have. */
function isGivenUp(pod: Pod, job: Job): boolean {
  const limit = job.spec?.backoffLimitPerIndex;
  if (limit === undefined || !hasFailed(pod, job)) return false;
  const { action, counts } = matchFailurePolicy(job, pod);
  return action === 'FailIndex' || (counts && failureCount(pod) >= limit);
}
