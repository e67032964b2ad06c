import type { Backend } from './backend.js';
import { ExpiredRevisionError } from './errors.js';
import { eventsOf, type Stamp } from './log-events.js';
import { RecentEvents, type RecentEventsLimits } from './recent-events.js';
import type { StoreEvent } from './store.js';

/** Takes the events under the prefix, complete up to `through`. Returns whether to go on. */
export type TakePortion = (events: readonly StoreEvent[], through: number) => boolean | Promise<boolean>;

function isDamaged({ type, object, previous }: StoreEvent): boolean {
  if (object.damaged) return true;
  return type === 'put' && previous?.damaged === true; // a delete of what is damaged says all that there is to say
}

export interface PastOptions {
  readonly backend: Backend;
  readonly stamp: Stamp;
  readonly limits: RecentEventsLimits;
}

interface Portion {
  readonly events: readonly StoreEvent[];
  readonly through: number;
}

/** How much of the recent events is handed out at once, in bytes of JSON. */
const portionBytes = 2 ** 20;

/** What was written, as far as it is remembered: the newest events in memory, older ones in the backend. */
export class Past {
  readonly #backend: Backend;
  readonly #stamp: Stamp;
  readonly #recent: RecentEvents;
  #revision = 0;
  #compactedRevision = 0;

  constructor({ backend, stamp, limits }: PastOptions) {
    this.#backend = backend;
    this.#stamp = stamp;
    this.#recent = new RecentEvents(limits);
  }

  /** The newest committed revision. */
  get revision(): number {
    return this.#revision;
  }

  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  add(event: StoreEvent): void {
    this.#recent.add(event);
    this.#revision = event.revision;
  }

  /** After the log was read: the newest revision may be newer than its rows, and the oldest events may lack rows. */
  resume(opened: { revision: number; compactedRevision: number; stateRevision: number }): void {
    this.#revision = opened.revision;
    this.#compactedRevision = opened.compactedRevision;
    this.#recent.drop(opened.stateRevision);
  }

  /** From now on nothing before `revision` is told. */
  forget(revision: number): void {
    this.#compactedRevision = Math.max(this.#compactedRevision, revision);
    this.#recent.drop(revision);
  }

  /**
   * Hands out the events under a prefix after a revision, portion by portion, until `take` has had enough; never before
   * it has returned. Rejects with ExpiredRevisionError, also when compaction overtakes the reading.
   */
  async replay({ prefix, after }: { prefix: string; after: number }, take: TakePortion): Promise<void> {
    await Promise.resolve();
    let from = after;
    let goesOn = true;
    while (goesOn) {
      if (from < this.#compactedRevision) throw new ExpiredRevisionError(after, this.#compactedRevision);
      const { floor } = this.#recent;
      const { events, through } =
        from >= floor ? this.#recentPortion(prefix, from) : await this.#loggedPortion({ prefix, from, floor });
      // What cannot be told cannot be left out either: whoever needs it has to look at what there is now.
      if (events.some(isDamaged)) throw new ExpiredRevisionError(after, through);
      from = through;
      goesOn = await take(events, through);
    }
  }

  async #loggedPortion({ prefix, from, floor }: { prefix: string; from: number; floor: number }): Promise<Portion> {
    const { rows, through } = await this.#backend.history({ prefix, after: from, through: floor });
    return { events: eventsOf(rows, this.#stamp), through };
  }

  #recentPortion(prefix: string, after: number): Portion {
    const events: StoreEvent[] = [];
    let bytes = 0;
    for (const event of this.#recent.after(after)) {
      if (!event.object.key.startsWith(prefix)) continue;
      events.push(event);
      bytes += event.object.bytes.length;
      if (bytes > portionBytes) return { events, through: event.revision };
    }
    return { events, through: this.#revision };
  }
}
