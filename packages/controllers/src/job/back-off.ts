import type { Job, Pod } from '@sampan/api';
import { endOf, failureCount, hasFailed, hasSucceeded, ignoredCountAnnotation } from './job-pods.js';

/** Milliseconds after the first failure; twice as many after each that follows, up to the most. */
const first = 10_000;
const most = 6 * 60_000;

/** Milliseconds until a Job may make another Pod, by how many have failed since the last that succeeded. */
export function backOffOf(job: Job, pods: readonly Pod[], now: number): number {
  const lastSuccess = Math.max(...pods.filter(hasSucceeded).map(endOf), Number.NEGATIVE_INFINITY);
  const failures = pods.filter((pod) => hasFailed(pod, job)).map(endOf);
  const since = failures.filter((end) => end >= lastSuccess);
  return since.length === 0 ? 0 : remaining(since.length, Math.max(...since), now);
}

/** The same for one index, by the last Pod of it that failed. */
export function indexBackOffOf(pod: Pod, now: number): number {
  return remaining(failureCount(pod) + failureCount(pod, ignoredCountAnnotation) + 1, endOf(pod), now);
}

function remaining(failures: number, last: number, now: number): number {
  return Math.max(last + Math.min(first * 2 ** (failures - 1), most) - now, 0);
}
