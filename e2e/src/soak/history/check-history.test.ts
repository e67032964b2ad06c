import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.js';
import type { EventRecord, History, ReadRecord, WriteRecord } from './history.js';

const done = (revision: number) => ({ type: 'done', revision }) as const;
const writes: WriteRecord[] = [
  { type: 'create', key: 'a', value: 'a1', sent: 0, answered: 1, outcome: done(1) },
  { type: 'update', key: 'a', value: 'a2', sent: 2, answered: 3, replaces: 1, outcome: done(2) },
  { type: 'update', key: 'a', value: 'a3', sent: 2, answered: 9, replaces: 2, outcome: { type: 'unknown' } },
  { type: 'create', key: 'b', value: 'b1', sent: 4, answered: 5, outcome: done(4) },
  { type: 'update', key: 'a', value: 'ax', sent: 4, answered: 5, replaces: 1, outcome: { type: 'refused' } },
  { type: 'delete', key: 'a', sent: 10, answered: 11, outcome: done(5) },
];
const events: EventRecord[] = [
  { type: 'ADDED', key: 'a', revision: 1, value: 'a1' },
  { type: 'MODIFIED', key: 'a', revision: 2, value: 'a2' },
  { type: 'MODIFIED', key: 'a', revision: 3, value: 'a3' },
  { type: 'ADDED', key: 'b', revision: 4, value: 'b1' },
  { type: 'DELETED', key: 'a', revision: 5, value: 'a3' },
];
const reads: ReadRecord[] = [
  { key: 'a', revision: 2, value: 'a2', sent: 4, answered: 5 },
  { key: 'a', sent: 12, answered: 13 },
];
const good: History = { writes, reads, watchers: [events, events] };

/** The good history with one thing changed in what every watcher got. */
const told = (change: (all: EventRecord[]) => EventRecord[]): History => {
  const changed = change(structuredClone(events));
  return { ...good, watchers: [changed, changed] };
};
const written = (index: number, change: Partial<WriteRecord>): History => ({
  ...good,
  writes: writes.map((write, at) => (at === index ? { ...write, ...change } : write)),
});
const read = (change: ReadRecord): History => ({ ...good, reads: [...reads, change] });
const without = (index: number) => (all: EventRecord[]) => all.filter((_, at) => at !== index);

describe('a history', () => {
  it('that is as it should be has nothing to say', () => {
    expect(checkHistory(good)).toEqual([]);
    // A write that nobody answered may not have been made.
    const events_ = told((all) => all.filter(({ value, type }) => value !== 'a3' || type === 'DELETED'));
    expect(checkHistory(events_)).toEqual([]);
  });

  it.each<[string, History, string]>([
    ['loses a write', told(without(3)), 'an acknowledged create of b at 4 is lost'],
    ['loses a delete', told(without(4)), 'an acknowledged delete of a at 5 is lost'],
    ['tells an event twice', told((all) => [...all, all[4] as EventRecord]), 'got revision 5 of a twice'],
    [
      'tells events out of order',
      told(([a, b, ...rest]) => [b, a, ...rest] as EventRecord[]),
      'got revision 1 of a after 2',
    ],
    [
      'tells one watcher less than another',
      { ...good, watchers: [events, without(2)(events)] },
      'watcher 1 did not get revision 3 of a',
    ],
    [
      'tells the first watcher less than another',
      { ...good, watchers: [without(2)(events), events] },
      'watcher 0 did not get revision 3 of a',
    ],
    [
      'tells watchers different things',
      { ...good, watchers: [events, events.map((event) => ({ ...event, value: `${event.value}!` }))] },
      'where watcher 0 got',
    ],
    [
      'makes a write twice',
      told((all) => all.map((event) => (event.revision === 4 ? { ...all[2], revision: 4 } : event)) as EventRecord[]),
      'was written twice',
    ],
    [
      'tells what nobody wrote',
      told((all) => [...all, { type: 'ADDED', key: 'c', revision: 6, value: 'c1' }]),
      'nobody wrote ADDED c at 6 as c1',
    ],
    [
      'makes a write that was refused',
      told((all) => [...all.slice(0, 4), { type: 'MODIFIED', key: 'b', revision: 5, value: 'ax' }]),
      'was refused to its writer',
    ],
    [
      'deletes what nobody deleted',
      told((all) => [...all, { type: 'DELETED', key: 'b', revision: 6, value: 'b1' }]),
      'nobody deleted DELETED b at 6 as b1',
    ],
    [
      'creates an object over another',
      told((all) => all.map((event) => (event.revision === 2 ? { ...event, type: 'ADDED' } : event))),
      'but a was there already',
    ],
    [
      'changes what is not there',
      told((all) => all.map((event) => (event.revision === 4 ? { ...event, type: 'MODIFIED' } : event))),
      'but b was not there',
    ],
    ['replaces another version than was named', written(1, { replaces: 0 }), 'revision 2 of a replaced 1, not 0'],
    ['reads what was never there', read({ key: 'a', revision: 2, value: 'zz', sent: 4, answered: 5 }), 'got zz at 2'],
    [
      'reads the past',
      read({ key: 'a', revision: 1, value: 'a1', sent: 4, answered: 5 }),
      'a read of a has revision 1, after 2 was known',
    ],
    ['does not find what was created', read({ key: 'b', sent: 6, answered: 7 }), 'a read of b has revision 0, after 4'],
    [
      'finds what was deleted',
      read({ key: 'a', revision: 3, value: 'a3', sent: 12, answered: 13 }),
      'a read of a has revision 3, after 5 was known',
    ],
    ['reads back and forth', read({ key: 'a', sent: 4, answered: 5 }), 'a read of a has revision 0, after 2 was known'],
    ['writes into the past', written(1, { sent: 14, answered: 15 }), 'a write of a has revision 2, after 5 was known'],
  ])('that %s is found out', (_what, history, violation) => {
    expect(checkHistory(history).join('\n')).toContain(violation);
  });
});
