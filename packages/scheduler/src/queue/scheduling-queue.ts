import type { Clock, Pod, Timer } from '@sampan/api';
import type { ClusterEventName, ClusterEvents } from '../framework/cluster-events.js';
import type { Queued } from '../framework/plugin.js';
import type { Profiles } from '../framework/profiles.js';
import { Heap } from './heap.js';

/** A Pod that waits for a node. */
export interface QueuedPod extends Queued {
  /** How often no node took it, and how often something else went wrong in a row. */
  readonly refusals: number;
  readonly errors: number;
}

type Place = 'active' | 'backoff' | 'unschedulable' | 'gated';

interface Entry extends QueuedPod {
  pod: Pod;
  sequence: number;
  refusals: number;
  errors: number;
  place: Place;
  /** The plugins that have to be asked whether an event may help. */
  refusedBy: ReadonlySet<string>;
  /** When it was last tried, in milliseconds. */
  triedAt: number;
}

export interface SchedulingQueueOptions {
  readonly clock: Clock;
  readonly profiles: Pick<Profiles, 'comesBefore' | 'gateOf' | 'listenersOf' | 'mayHelp'>;
  /** Called when there may be something to take. */
  wake(): void;
  /** 1 s and 10 s by default. */
  readonly initialBackoffMs?: number;
  readonly maxBackoffMs?: number;
}

/** After so long a Pod is tried again whether or not anything happened, and so often that is looked at: milliseconds. */
const longest = 5 * 60_000;
const flushEvery = 30_000;

/**
 * The Pods that have no node yet. A Pod is in one of four places:
 *
 *   add ──▶ active ──next──▶ (being scheduled) ──no node takes it──▶ unschedulable
 *    │        ▲  ▲                  └──something went wrong──┐           │
 *    ▼        │  └── time passed, or nobody else waits ── backoff ◀──────┤ an event that may help by its plugins,
 *   gated ────┘ its gates are gone                                       ▼ or five minutes
 *
 * A Pod is decided about in one go: no event can come between its last look at the cluster and its place here.
 */
export class SchedulingQueue {
  readonly #options: SchedulingQueueOptions;
  readonly #active: Heap<Entry>;
  readonly #backoff: Heap<{ entry: Entry; until: number; sequence: number }>;
  readonly #entries = new Map<string, Entry>();
  /** Those that are unschedulable, by the plugins that refused them. */
  readonly #refusedBy = new Map<string, Set<Entry>>();
  #sequence = 0;
  #backoffTimer: Timer | undefined;
  #flushTimer: Timer | undefined;

  constructor(options: SchedulingQueueOptions) {
    this.#options = options;
    this.#active = new Heap((a, b) => options.profiles.comesBefore(a, b));
    this.#backoff = new Heap((a, b) => a.until < b.until);
  }

  /** Adds a Pod that was not here. */
  add(pod: Pod): void {
    this.remove(pod.metadata.uid ?? '');
    this.#enter(pod);
    this.#options.wake();
  }

  has(uid: string): boolean {
    return this.#entries.has(uid);
  }

  /** Takes in a Pod's newest version; it is tried again when the change may help it. */
  update(pod: Pod, old: Pod): void {
    const entry = this.#entries.get(pod.metadata.uid ?? '');
    if (entry === undefined) return;
    const reordered = pod.spec.priority !== entry.pod.spec.priority;
    entry.pod = pod;
    if (entry.place === 'gated') {
      if (this.#options.profiles.gateOf(pod) === undefined) this.#activate(entry);
    } else if (entry.place === 'unschedulable') {
      const helps = [...entry.refusedBy].some((plugin) =>
        this.#options.profiles.mayHelp(plugin, pod, 'podUpdated', { pod, old }),
      );
      if (helps) this.#retry(entry);
    } else if (entry.place === 'active' && reordered) {
      this.add(pod);
    }
    this.#options.wake();
  }

  remove(uid: string): void {
    const entry = this.#entries.get(uid);
    if (entry === undefined) return;
    this.#leave(entry);
    this.#entries.delete(uid);
  }

  /** The next Pod to schedule; it is no longer in the queue. When nobody else waits, back-off ends early. */
  next(): QueuedPod | undefined {
    for (;;) {
      const entry = this.#active.pop() ?? this.#popBackoff();
      if (entry === undefined) return undefined;
      if (!this.#isIn(entry, 'active') && !this.#isIn(entry, 'backoff')) continue;
      this.#entries.delete(entry.pod.metadata.uid ?? '');
      return entry;
    }
  }

  /** Keeps a Pod that no node takes until an event may help it, by what the plugins say that refused it. */
  park(queued: QueuedPod, refusedBy: ReadonlySet<string>): void {
    const entry = this.#comeBack(queued, { refusals: queued.refusals + 1, errors: 0, refusedBy });
    if (entry === undefined) return;
    entry.place = 'unschedulable';
    for (const plugin of refusedBy) {
      const others = this.#refusedBy.get(plugin) ?? new Set<Entry>();
      this.#refusedBy.set(plugin, others.add(entry));
    }
    this.#flushTimer ??= this.#options.clock.setTimeout(() => this.#flush(), flushEvery);
  }

  /** Keeps a Pod with which something went wrong: time alone may help it. */
  retryLater(queued: QueuedPod): void {
    const entry = this.#comeBack(queued, {
      refusals: queued.refusals,
      errors: queued.errors + 1,
      refusedBy: new Set(),
    });
    if (entry !== undefined) this.#retry(entry);
  }

  /** Something happened in the cluster: whom it may help is tried again. */
  move<Name extends ClusterEventName>(name: Name, event: ClusterEvents[Name]): void {
    const { profiles } = this.#options;
    let moved = false;
    for (const plugin of profiles.listenersOf(name)) {
      for (const entry of [...(this.#refusedBy.get(plugin) ?? [])]) {
        if (!profiles.mayHelp(plugin, entry.pod, name, event)) continue;
        this.#retry(entry);
        moved = true;
      }
    }
    // Pods for which there was no node at all wait for one.
    if (name === 'nodeAdded') moved = this.#retryAll((entry) => entry.refusedBy.size === 0) || moved;
    if (moved) this.#options.wake();
  }

  /** Where the Pods are; what tests and diagnosis ask. */
  counts(): Record<Place, number> {
    const counts = { active: 0, backoff: 0, unschedulable: 0, gated: 0 };
    for (const { place } of this.#entries.values()) counts[place]++;
    return counts;
  }

  stop(): void {
    this.#backoffTimer?.cancel();
    this.#flushTimer?.cancel();
  }

  #enter(pod: Pod): void {
    const gate = this.#options.profiles.gateOf(pod);
    const refusedBy = new Set(gate === undefined ? [] : [gate]);
    const sequence = this.#sequence++;
    const entry: Entry = { pod, sequence, refusals: 0, errors: 0, triedAt: 0, refusedBy, place: 'gated' };
    this.#entries.set(pod.metadata.uid ?? '', entry);
    if (gate === undefined) this.#activate(entry);
  }

  /** The entry of a Pod that was being scheduled; undefined when it has come in anew meanwhile. */
  #comeBack(
    { pod }: QueuedPod,
    state: { refusals: number; errors: number; refusedBy: ReadonlySet<string> },
  ): Entry | undefined {
    const uid = pod.metadata.uid ?? '';
    if (this.#entries.has(uid)) return undefined;
    const triedAt = this.#options.clock.now();
    const entry: Entry = { pod, sequence: this.#sequence++, triedAt, ...state, place: 'unschedulable' };
    this.#entries.set(uid, entry);
    return entry;
  }

  #activate(entry: Entry): void {
    this.#leave(entry);
    entry.place = 'active';
    this.#active.push(entry);
  }

  /** Into the active queue, by way of the back-off if it was tried a short time ago. */
  #retry(entry: Entry): void {
    this.#leave(entry);
    const until = entry.triedAt + this.#backoffOf(entry);
    if (until <= this.#options.clock.now()) {
      this.#activate(entry);
      return;
    }
    entry.place = 'backoff';
    this.#backoff.push({ entry, until, sequence: entry.sequence });
    this.#setBackoffTimer();
  }

  #leave(entry: Entry): void {
    for (const plugin of entry.refusedBy) this.#refusedBy.get(plugin)?.delete(entry);
  }

  /** Twice as long with every time. */
  #backoffOf({ refusals, errors }: Entry): number {
    const { initialBackoffMs = 1000, maxBackoffMs = 10_000 } = this.#options;
    const times = Math.max(errors > 0 ? errors : refusals, 1);
    return Math.min(initialBackoffMs * 2 ** (times - 1), maxBackoffMs);
  }

  /** Of those in back-off the first, unless something went wrong with it: then it has to wait. */
  #popBackoff(): Entry | undefined {
    const held: { entry: Entry; until: number; sequence: number }[] = [];
    let found: Entry | undefined;
    for (let top = this.#backoff.pop(); top !== undefined; top = this.#backoff.pop()) {
      if (!this.#isIn(top.entry, 'backoff') || top.sequence !== top.entry.sequence) continue;
      if (top.entry.errors === 0) {
        found = top.entry;
        break;
      }
      held.push(top);
    }
    for (const item of held) this.#backoff.push(item);
    return found;
  }

  #setBackoffTimer(): void {
    this.#backoffTimer?.cancel();
    this.#backoffTimer = undefined;
    const next = this.#backoff.first;
    if (next === undefined) return;
    const wait = Math.max(next.until - this.#options.clock.now(), 0);
    this.#backoffTimer = this.#options.clock.setTimeout(() => this.#endBackoffs(), wait);
  }

  #endBackoffs(): void {
    const now = this.#options.clock.now();
    for (let top = this.#backoff.first; top !== undefined && top.until <= now; top = this.#backoff.first) {
      this.#backoff.pop();
      if (this.#isIn(top.entry, 'backoff') && top.sequence === top.entry.sequence) this.#activate(top.entry);
    }
    this.#setBackoffTimer();
    this.#options.wake();
  }

  /** Tries those again that have waited for very long: an event may have been missed. */
  #flush(): void {
    this.#flushTimer = undefined;
    const since = this.#options.clock.now() - longest;
    if (this.#retryAll(({ triedAt }) => triedAt <= since)) this.#options.wake();
    const { unschedulable } = this.counts();
    if (unschedulable > 0) this.#flushTimer = this.#options.clock.setTimeout(() => this.#flush(), flushEvery);
  }

  #retryAll(concerns: (entry: Entry) => boolean): boolean {
    const waiting = [...this.#entries.values()].filter((entry) => entry.place === 'unschedulable' && concerns(entry));
    for (const entry of waiting) this.#retry(entry);
    return waiting.length > 0;
  }

  #isIn(entry: Entry, place: Place): boolean {
    return entry.place === place && this.#entries.get(entry.pod.metadata.uid ?? '') === entry;
  }
}
