import type { StoreEvent } from './store.js';

/** How much of the recent past stays in memory: whichever bound is reached first. */
export interface RecentEventsLimits {
  readonly count: number;
  /** Of the objects' JSON. */
  readonly bytes: number;
}

/** The newest events in order, bounded: what most resumed watches and continued lists need of the past. */
export class RecentEvents {
  readonly #limits: RecentEventsLimits;
  #events: StoreEvent[] = [];
  /** Places before this one were emptied; they are cut off when they are half of the array. */
  #start = 0;
  #bytes = 0;
  #floor = 0;

  constructor(limits: RecentEventsLimits) {
    this.#limits = limits;
  }

  /** All events after this revision are here. */
  get floor(): number {
    return this.#floor;
  }

  add(event: StoreEvent): void {
    this.#events.push(event);
    this.#bytes += event.object.bytes.length;
    while (this.#events.length - this.#start > this.#limits.count || this.#bytes > this.#limits.bytes)
      this.#dropOldest();
    this.#cutOff();
  }

  /** The events after `revision`, which is not below the floor. */
  after(revision: number): StoreEvent[] {
    return this.#events.slice(findAfter(this.#events, revision, this.#start));
  }

  /** Forgets the events up to `revision`. */
  drop(revision: number): void {
    const end = findAfter(this.#events, revision, this.#start);
    while (this.#start < end) this.#dropOldest();
    this.#floor = Math.max(this.#floor, revision);
    this.#cutOff();
  }

  #dropOldest(): void {
    const oldest = this.#events[this.#start] as StoreEvent;
    (this.#events as (StoreEvent | undefined)[])[this.#start++] = undefined;
    this.#bytes -= oldest.object.bytes.length;
    this.#floor = oldest.revision;
  }

  #cutOff(): void {
    if (this.#start === 0 || this.#start * 2 < this.#events.length) return;
    this.#events = this.#events.slice(this.#start);
    this.#start = 0;
  }
}

/** The place of the first one after `revision` among what is in order. */
export function findAfter(ordered: readonly { readonly revision: number }[], revision: number, from = 0): number {
  let low = from;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] as { revision: number }).revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
