import { ExpiredRevisionError } from './errors.js';
import type { Past } from './past.js';
import type { StoreEvent, Watch, WatchRequest } from './store.js';

interface Watcher extends WatchRequest {
  stopped: boolean;
  /** It has caught up with the past, and gets what is committed. */
  joined: boolean;
}

/**
 * Who watches what. A watcher first gets the past that it asked for, read from `Past`; in the turn of the event loop in
 * which it has caught up it joins the group of its prefix, and every event committed later is delivered to the groups:
 * nothing can be committed between the two.
 */
export class WatchHub {
  readonly #past: Past;
  readonly #watchers = new Set<Watcher>();
  /** The watchers that have caught up, by prefix. */
  readonly #groups = new Map<string, Set<Watcher>>();
  #closed = false;

  constructor(past: Past) {
    this.#past = past;
  }

  watch(request: WatchRequest): Watch {
    if (request.after < this.#past.compactedRevision) {
      throw new ExpiredRevisionError(request.after, this.#past.compactedRevision);
    }
    const watcher: Watcher = { ...request, stopped: false, joined: false };
    this.#watchers.add(watcher);
    if (this.#closed) this.#end(watcher);
    else if (request.after >= this.#past.revision) this.#join(watcher);
    else void this.#catchUp(watcher);
    return {
      get caughtUp() {
        return watcher.joined;
      },
      stop: () => this.#stop(watcher),
    };
  }

  /** Events that were just committed, in order. */
  deliver(events: readonly StoreEvent[]): void {
    for (const [group, matching] of this.#byGroup(events)) {
      for (const watcher of group) this.#deliverTo(watcher, matching);
    }
    // Whoever has caught up has encoded its frames by now; the events stay in memory for resumes, frames need not.
    for (const event of events) event.frames.clear();
  }

  /** Ends all watches, also those that are asked for from now on. */
  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers) this.#end(watcher);
  }

  async #catchUp(watcher: Watcher): Promise<void> {
    try {
      await this.#past.replay(watcher, async (events, through) => {
        if (events.length > 0 && !watcher.stopped) await watcher.onEvents(events);
        if (through === this.#past.revision) this.#join(watcher);
        return through !== this.#past.revision && !watcher.stopped;
      });
    } catch (error) {
      this.#end(watcher, error as Error);
    }
  }

  #join(watcher: Watcher): void {
    if (watcher.stopped) return;
    watcher.joined = true;
    const group = this.#groups.get(watcher.prefix);
    if (group === undefined) this.#groups.set(watcher.prefix, new Set([watcher]));
    else group.add(watcher);
  }

  #byGroup(events: readonly StoreEvent[]): Map<ReadonlySet<Watcher>, StoreEvent[]> {
    const byGroup = new Map<ReadonlySet<Watcher>, StoreEvent[]>();
    if (this.#groups.size === 0) return byGroup;
    for (const event of events) {
      const { key } = event.object;
      for (let slash = key.indexOf('/'); slash !== -1; slash = key.indexOf('/', slash + 1)) {
        const group = this.#groups.get(key.slice(0, slash + 1));
        if (group === undefined) continue;
        const matching = byGroup.get(group);
        if (matching === undefined) byGroup.set(group, [event]);
        else matching.push(event);
      }
    }
    return byGroup;
  }

  /** A watcher that throws loses its watch and disturbs nobody else. */
  #deliverTo(watcher: Watcher, events: readonly StoreEvent[]): void {
    const first = events[0] as StoreEvent;
    const wanted = first.revision > watcher.after ? events : events.filter(({ revision }) => revision > watcher.after);
    if (watcher.stopped || wanted.length === 0) return;
    try {
      // It has caught up: nobody waits for what it returns, but a rejection is its own, not the process's.
      const taking = watcher.onEvents(wanted);
      if (taking instanceof Promise) taking.catch((error: Error) => this.#end(watcher, error));
    } catch (error) {
      this.#end(watcher, error as Error);
    }
  }

  #end(watcher: Watcher, error?: Error): void {
    if (watcher.stopped) return;
    this.#stop(watcher);
    queueMicrotask(() => watcher.onEnd(error)); // not within the delivery to others
  }

  #stop(watcher: Watcher): void {
    watcher.stopped = true;
    this.#watchers.delete(watcher);
    const group = this.#groups.get(watcher.prefix);
    group?.delete(watcher);
    if (group?.size === 0) this.#groups.delete(watcher.prefix);
  }
}
