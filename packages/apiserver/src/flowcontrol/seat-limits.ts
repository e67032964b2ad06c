import type { PriorityLevelConfigurationSpec } from '@sampan/api';

/** What a level has of the server's seats (KEP-1040): its own, and between which numbers lending and borrowing move it. */
export interface SeatLimits {
  readonly nominal: number;
  readonly least: number;
  readonly most: number;
}

/** How many seats a level has wanted in a while. */
export interface SeatDemand {
  readonly average: number;
  readonly deviation: number;
  readonly highest: number;
}

/** How slowly the memory of demand goes down, per adjustment. */
const smoothing = 0.977;

/** The seats that levels have by their shares. */
export function nominalLimits(
  specs: ReadonlyMap<string, PriorityLevelConfigurationSpec>,
  serverLimit: number,
): Map<string, SeatLimits> {
  const total = [...specs.values()].reduce((sum, spec) => sum + sharesOf(spec), 0);
  return new Map(
    [...specs].map(([name, spec]) => {
      const { lendablePercent = 0 } = spec.limited ?? spec.exempt ?? {};
      const nominal = Math.ceil((serverLimit * sharesOf(spec)) / Math.max(total, 1));
      const borrowing = spec.limited?.borrowingLimitPercent;
      const most = borrowing === undefined ? serverLimit : nominal + Math.round((nominal * borrowing) / 100);
      return [name, { nominal, least: nominal - Math.round((nominal * lendablePercent) / 100), most }];
    }),
  );
}

function sharesOf({ type, limited, exempt }: PriorityLevelConfigurationSpec): number {
  return (type === 'Exempt' ? exempt?.nominalConcurrencyShares : limited?.nominalConcurrencyShares) ?? 0;
}

/** What is remembered of demand: it rises at once, and falls slowly. */
export function smoothDemand(before: number, { average, deviation, highest }: SeatDemand): number {
  const envelope = Math.min(average + deviation, highest);
  return Math.max(envelope, smoothing * before + (1 - smoothing) * envelope);
}

/**
 * The seats that levels have by their demand. A level that uses its own keeps them; what others do not use goes to those that
 * want more, in proportion to what they want.
 */
export function currentLimits(
  levels: readonly { name: string; limits: SeatLimits; highest: number; smooth: number }[],
  serverLimit: number,
): Map<string, number> {
  const wanted = levels.map(({ name, limits, highest, smooth }) => {
    const least = Math.max(limits.least, Math.min(limits.nominal, highest));
    return { name, least, most: Math.max(limits.most, least), target: Math.max(least, smooth) };
  });
  const at = (proportion: number) =>
    wanted.map(({ name, least, most, target }) => [name, clamp(proportion * target, least, most)] as const);
  const proportion = search((candidate) => at(candidate).reduce((sum, [, seats]) => sum + seats, 0), serverLimit);
  return new Map(at(proportion).map(([name, seats]) => [name, Math.max(1, Math.round(seats))]));
}

/** The largest argument, up to the goal, whose value is not above the goal, of a function that grows. */
function search(value: (argument: number) => number, goal: number): number {
  let [low, high] = [0, goal];
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (value(middle) > goal) high = middle;
    else low = middle;
  }
  return low;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
