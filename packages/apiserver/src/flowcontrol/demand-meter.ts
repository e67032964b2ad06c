import type { SeatDemand } from './seat-limits.js';

/** Follows how many seats a level wants, over time. */
export interface DemandMeter {
  /** So many are wanted from now on. */
  set(seats: number, now: number): void;
  /** What was wanted since this was last asked. */
  read(now: number): SeatDemand;
}

export function createDemandMeter(start: number): DemandMeter {
  let [seats, since, begun] = [0, start, start];
  let [sum, squares, highest] = [0, 0, 0];

  function pass(now: number): void {
    const time = Math.max(0, now - since);
    sum += seats * time;
    squares += seats * seats * time;
    since = now;
  }

  return {
    set(next, now) {
      if (next === seats) return;
      pass(now);
      seats = next;
      highest = Math.max(highest, seats);
    },
    read(now) {
      pass(now);
      const time = Math.max(now - begun, 1);
      const average = sum / time;
      const demand = { average, deviation: Math.sqrt(Math.max(0, squares / time - average * average)), highest };
      [begun, sum, squares, highest] = [now, 0, 0, seats];
      return demand;
    },
  };
}
