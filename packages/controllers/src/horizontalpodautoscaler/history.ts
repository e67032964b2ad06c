import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingRules } from '@sampan/api';

/** What was recommended and done for one autoscaler so far; times in milliseconds. */
export interface History {
  readonly recommendations: readonly { readonly time: number; readonly replicas: number }[];
  /** By how many Pods the target was made larger, and smaller. */
  readonly ups: readonly Change[];
  readonly downs: readonly Change[];
}

export interface Change {
  readonly time: number;
  readonly change: number;
}

/** Where nothing is known, what there is counts as recommended: a controller that has just come changes nothing in haste. */
export function firstHistory(replicas: number, now: number): History {
  return { recommendations: [{ time: now, replicas }], ups: [], downs: [] };
}

/** What is recommended now, and of what was recommended before, what still counts. */
export function withRecommendation(
  history: History,
  replicas: number,
  { now, window }: { now: number; window: number },
) {
  const recent = history.recommendations.filter(({ time }) => time >= now - window);
  return { ...history, recommendations: [...recent, { time: now, replicas }] };
}

/** A change that was made, for as long as one of the policies looks back. */
export function withChange(
  history: History,
  { from, to, now }: { from: number; to: number; now: number },
  behavior: V2HorizontalPodAutoscalerBehavior | undefined,
): History {
  if (behavior === undefined || from === to) return history;
  const add = (changes: readonly Change[], rules: V2HPAScalingRules | undefined) => [
    ...changes.filter(({ time }) => time > now - longestPeriod(rules)),
    { time: now, change: Math.abs(to - from) },
  ];
  return to > from
    ? { ...history, ups: add(history.ups, behavior.scaleUp) }
    : { ...history, downs: add(history.downs, behavior.scaleDown) };
}

/** By how many Pods changes since `periodSeconds` add up. */
export function changedWithin(changes: readonly Change[], periodSeconds: number, now: number): number {
  return changes
    .filter(({ time }) => time > now - periodSeconds * 1000)
    .reduce((total, { change }) => total + change, 0);
}

function longestPeriod(rules: V2HPAScalingRules | undefined): number {
  return Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000;
}
