import { describe, expect, it } from 'vitest';
import { OrderedEntries } from './ordered-entries.js';

function keysUnder(entries: OrderedEntries<{ key: string }>, prefix: string, after?: string): string[] {
  const keys: string[] = [];
  entries.each(prefix, after, ({ key }) => keys.push(key) > 0);
  return keys;
}

describe('OrderedEntries', () => {
  it('agrees with a sorted array over thousands of inserts and removals in no order', () => {
    const entries = new OrderedEntries<{ key: string }>();
    let keys: string[] = [];
    for (let i = 0; i < 6_000; i++) {
      const key = `/p/${'abc'[i % 3]}/${(i * 7_919) % 6_007}`;
      entries.insert({ key });
      keys.push(key);
      if (i % 4 === 3) {
        const gone = `/p/${'abc'[(i - 3) % 3]}/${((i - 3) * 7_919) % 6_007}`;
        entries.remove(gone);
        keys = keys.filter((other) => other !== gone);
      }
    }
    keys.sort();
    for (const prefix of ['/p/', '/p/a/', '/p/b/', '/p/c/', '/p/d/', '/a/']) {
      const expected = keys.filter((key) => key.startsWith(prefix));
      expect(keysUnder(entries, prefix)).toEqual(expected);
      expect(entries.count(prefix)).toBe(expected.length);
      const after = expected[expected.length >> 1] ?? '';
      expect(keysUnder(entries, prefix, after)).toEqual(expected.filter((key) => key > after));
      expect(entries.count(prefix, after)).toBe(expected.filter((key) => key > after).length);
    }
    for (const key of keys) entries.remove(key);
    expect(keysUnder(entries, '/p/')).toEqual([]);
    expect(entries.count('/p/')).toBe(0);
  });

  it.each([
    { name: 'rising', key: (i: number) => i },
    { name: 'falling', key: (i: number) => 9_999 - i },
  ])('keeps $name keys in order', ({ key }) => {
    const entries = new OrderedEntries<{ key: string }>();
    const keys = Array.from({ length: 3_000 }, (_, i) => `/p/${String(key(i)).padStart(5, '0')}`);
    for (const each of keys) entries.insert({ key: each });
    expect(keysUnder(entries, '/p/')).toEqual(keys.sort());
  });

  it('stops when the visitor has seen enough, and ignores removal of what is not there', () => {
    const entries = new OrderedEntries<{ key: string }>();
    for (const key of ['/p/a', '/p/b', '/p/c']) entries.insert({ key });
    entries.remove('/p/bb');
    const seen: string[] = [];
    entries.each('/p/', undefined, ({ key }) => seen.push(key) < 2);
    expect(seen).toEqual(['/p/a', '/p/b']);
  });
});
