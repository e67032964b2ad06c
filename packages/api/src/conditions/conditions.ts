import { formatTime } from '../clock.js';

/** What the conditions of all kinds have in common. */
export interface StatusCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export function findCondition<T extends { type: string }>(
  conditions: readonly T[] | undefined,
  type: string,
): T | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isConditionTrue(
  conditions: readonly { type: string; status: string }[] | undefined,
  type: string,
): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * `conditions` with `condition` in the place of the one of its type, or at the end. The transition time is `now`
 * (milliseconds) where the status changes, and what it was where it does not.
 */
export function setCondition<T extends StatusCondition>(
  conditions: readonly T[] | undefined,
  condition: T,
  now: number,
): T[] {
  const list = conditions ?? [];
  const before = findCondition(list, condition.type);
  const unchanged = before?.status === condition.status ? before.lastTransitionTime : undefined;
  const next = { ...condition, lastTransitionTime: unchanged ?? condition.lastTransitionTime ?? formatTime(now) };
  return before === undefined ? [...list, next] : list.map((other) => (other === before ? next : other));
}

export function removeCondition<T extends { type: string }>(conditions: readonly T[] | undefined, type: string): T[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}
