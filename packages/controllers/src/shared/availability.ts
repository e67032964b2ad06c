import { findCondition, isPodAvailable, type Pod } from '@sampan/api';

/** Milliseconds until the next ready Pod of `pods` has been ready for `minReadySeconds`; undefined when none waits. */
export function nextAvailability(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  if (minReadySeconds === 0) return undefined;
  const waits = pods
    .filter((pod) => !isPodAvailable(pod, minReadySeconds, now))
    .map((pod) => findCondition(pod.status?.conditions, 'Ready'))
    .filter((ready) => ready?.status === 'True' && ready.lastTransitionTime !== undefined)
    .map((ready) => Date.parse(ready?.lastTransitionTime ?? '') + minReadySeconds * 1_000 - now);
  return waits.length === 0 ? undefined : Math.max(Math.min(...waits), 1);
}
