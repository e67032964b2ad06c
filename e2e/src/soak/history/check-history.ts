import type { EventRecord, History, ReadRecord, WriteRecord } from './history.js';

/**
 * Says everything in a history that a store with linearizable keys cannot have done. Revisions number all writes, and
 * watchers tell all of them: the order of writes is known, so what is left to check is that
 *
 * - every watcher was told the same: nothing twice, nothing out of order, nothing left out;
 * - every write that was acknowledged is told once, at its revision, and nothing is told that nobody wrote;
 * - each key's events follow one another: created once before it changes, changed by whoever named the version before;
 * - whoever asks after a write was answered sees it, or what came later: in reads, in later writes, in refusals.
 */
export function checkHistory(history: History): string[] {
  const [events = [], ...others] = history.watchers;
  return [
    ...history.watchers.flatMap((watcher, index) => checkOrder(watcher, `watcher ${index}`)),
    ...others.flatMap((watcher, index) => checkSame(events, watcher, `watcher ${index + 1}`)),
    ...checkWrites(history.writes, events),
    ...[...byKey(events)].flatMap(([key, own]) => checkKey(key, own)),
    ...checkPreconditions(history.writes, events),
    ...checkRealTime(history, events),
  ];
}

function checkOrder(events: readonly EventRecord[], who: string): string[] {
  return events.flatMap((event, index) => {
    const before = events[index - 1];
    if (before === undefined || before.revision < event.revision) return [];
    const what = before.revision === event.revision ? 'twice' : `after ${before.revision}`;
    return [`${who} got revision ${event.revision} of ${event.key} ${what}`];
  });
}

function checkSame(first: readonly EventRecord[], other: readonly EventRecord[], who: string): string[] {
  const [mine, theirs] = [eventsByRevision(first), eventsByRevision(other)];
  const differences: string[] = [];
  for (const [revision, event] of mine) {
    const same = theirs.get(revision);
    if (same === undefined) differences.push(`${who} did not get revision ${revision} of ${event.key}`);
    else if (describe(same) !== describe(event)) {
      differences.push(`${who} got ${describe(same)} where watcher 0 got ${describe(event)}`);
    }
  }
  for (const [revision, event] of theirs) {
    if (!mine.has(revision)) differences.push(`watcher 0 did not get revision ${revision} of ${event.key}`);
  }
  return differences;
}

function eventsByRevision(events: readonly EventRecord[]): Map<number, EventRecord> {
  return new Map(events.map((event) => [event.revision, event]));
}

function describe({ type, key, revision, value }: EventRecord): string {
  return `${type} ${key} at ${revision} as ${value}`;
}

/** Acknowledged writes and events belong together, one to one. */
function checkWrites(writes: readonly WriteRecord[], events: readonly EventRecord[]): string[] {
  const told = eventsByRevision(events);
  const violations: string[] = [];
  for (const { type, key, value, outcome } of writes) {
    if (outcome.type !== 'done') continue;
    const event = told.get(outcome.revision);
    const isRight = event?.key === key && (type === 'delete' ? event.type === 'DELETED' : event.value === value);
    if (!isRight) violations.push(`an acknowledged ${type} of ${key} at ${outcome.revision} is lost`);
  }
  return [...violations, ...checkValues(writes, events)];
}

/** Every value was written by somebody who may have written it, and came to be once. */
function checkValues(writes: readonly WriteRecord[], events: readonly EventRecord[]): string[] {
  const writers = new Map(writes.flatMap((write) => (write.value === undefined ? [] : [[write.value, write]])));
  const seen = new Set<string>();
  return events.flatMap((event) => {
    if (event.type === 'DELETED') return checkDeleted(event, writes);
    const write = writers.get(event.value);
    if (write === undefined) return [`nobody wrote ${describe(event)}`];
    if (write.outcome.type === 'refused') return [`${describe(event)} was refused to its writer`];
    if (seen.has(event.value)) return [`${describe(event)} was written twice`];
    seen.add(event.value);
    return [];
  });
}

function checkDeleted(event: EventRecord, writes: readonly WriteRecord[]): string[] {
  const isPossible = writes.some(
    ({ type, key, outcome }) =>
      type === 'delete' &&
      key === event.key &&
      (outcome.type === 'unknown' || (outcome.type === 'done' && outcome.revision === event.revision)),
  );
  return isPossible ? [] : [`nobody deleted ${describe(event)}`];
}

function byKey<T extends { key: string }>(all: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const one of all) {
    const group = grouped.get(one.key);
    if (group === undefined) grouped.set(one.key, [one]);
    else group.push(one);
  }
  return grouped;
}

/** Objects are created where there are none, and change or go where there is one. */
function checkKey(key: string, events: readonly EventRecord[]): string[] {
  let exists = false;
  return events.flatMap((event) => {
    const wasThere = exists;
    exists = event.type !== 'DELETED';
    if (wasThere === (event.type !== 'ADDED')) return [];
    return [`${describe(event)}, but ${key} ${wasThere ? 'was there already' : 'was not there'}`];
  });
}

/** A write that names a version replaces that one. */
function checkPreconditions(writes: readonly WriteRecord[], events: readonly EventRecord[]): string[] {
  const before = new Map<number, number>();
  for (const own of byKey(events).values()) {
    for (const [index, { revision }] of own.entries()) before.set(revision, own[index - 1]?.revision ?? 0);
  }
  return writes.flatMap(({ key, outcome, replaces }) => {
    if (outcome.type !== 'done' || replaces === undefined || before.get(outcome.revision) === replaces) return [];
    return [`revision ${outcome.revision} of ${key} replaced ${before.get(outcome.revision)}, not ${replaces}`];
  });
}

/** What clients did one after the other is in the store in that order. */
function checkRealTime({ writes, reads }: History, events: readonly EventRecord[]): string[] {
  const told = eventsByRevision(events);
  const writesOf = byKey(writes);
  const readsOf = byKey(reads);
  return [...byKey(events)].flatMap(([key, own]) => {
    const ofKey = writesOf.get(key) ?? [];
    const done = ofKey.flatMap(({ sent, answered, outcome }): Seen[] =>
      outcome.type === 'done'
        ? [{ sent, answered, revision: outcome.revision, shows: outcome.revision, isWrite: true }]
        : [],
    );
    const found = (readsOf.get(key) ?? []).map(({ sent, answered, revision }): Seen => {
      if (revision !== undefined) return { sent, answered, revision, shows: revision, isWrite: false };
      // When it was gone is not said: at the latest delete that was on its way by then, or at any one before.
      return { sent, answered, revision: lastDelete(own, ofKey, answered), shows: 0, isWrite: false };
    });
    return [...checkValuesRead(readsOf.get(key) ?? [], told), ...checkOrderInTime(key, [...done, ...found])];
  });
}

/** The newest revision by which an object may have been gone at some time. */
function lastDelete(events: readonly EventRecord[], writes: readonly WriteRecord[], time: number): number {
  const possible = events.filter(({ type, revision }, index) => {
    if (type !== 'DELETED') return false;
    const replaced = events[index - 1]?.revision;
    return writes.some(
      (write) =>
        write.type === 'delete' &&
        write.sent <= time &&
        (write.outcome.type === 'done' ? write.outcome.revision === revision : write.replaces === replaced),
    );
  });
  return possible.at(-1)?.revision ?? 0;
}

function checkValuesRead(reads: readonly ReadRecord[], told: Map<number, EventRecord>): string[] {
  return reads.flatMap(({ key, revision, value }) => {
    if (revision === undefined) return [];
    const event = told.get(revision);
    if (event?.key === key && event.value === value) return [];
    return [`a read of ${key} got ${value} at ${revision}, which nobody was told of`];
  });
}

/** What somebody saw of a key: the newest revision that it may have been, and the one that it certainly was not older than. */
interface Seen {
  readonly sent: number;
  readonly answered: number;
  readonly revision: number;
  readonly shows: number;
  readonly isWrite: boolean;
}

/** In the order in which they were sent, what was answered before bounds each from below. */
function checkOrderInTime(key: string, all: readonly Seen[]): string[] {
  const bySending = [...all].sort((a, b) => a.sent - b.sent);
  const byAnswer = [...all].sort((a, b) => a.answered - b.answered);
  let known = 0;
  let next = 0;
  return bySending.flatMap(({ sent, revision, isWrite }) => {
    for (let before = byAnswer[next]; before !== undefined && before.answered < sent; before = byAnswer[++next]) {
      known = Math.max(known, before.shows);
    }
    if (isWrite ? revision > known : revision >= known) return [];
    return [`a ${isWrite ? 'write' : 'read'} of ${key} has revision ${revision}, after ${known} was known`];
  });
}
