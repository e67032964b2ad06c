import type { IntOrString } from '@sampan/api';

/** A count as it is, or a percentage of `total`, rounded by `round`: `maxSurge`, `maxUnavailable`. */
export function shareOf(value: IntOrString, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}
