import type { TestClock } from '@sampan/api';
import { expect, it } from 'vitest';
import { ExpiredRevisionError } from '../errors.js';
import type { Store } from '../store.js';
import { keysOf, put, record, remove, textOf, turnsUntil } from '../store-test-tools.js';

/** Compaction: what is forgotten, what is kept, and when. */
export function compaction(store: () => Store, clock: TestClock): void {
  it('forgets what was superseded and keeps what is current', async () => {
    for (let i = 0; i < 30; i++) await put(store(), `/registry/pods/a/${i % 3}`, `${i}`);
    await remove(store(), '/registry/pods/a/0');
    await store().compact(20);
    expect(store().compactedRevision).toBe(20);
    await store().compact(10);
    expect(store().compactedRevision).toBe(20);
    expect(() => record(store(), '/registry/pods/', 19)).toThrow(ExpiredRevisionError);
    await expect(store().list({ prefix: '/registry/pods/', revision: 19 })).rejects.toThrow(
      'too old resource version: 19 (20)',
    );

    const then = await store().list({ prefix: '/registry/pods/', revision: 20 });
    expect(then.items.map(textOf)).toEqual(['18', '19', '17']); // each key's newest value up to there
    const watch = record(store(), '/registry/pods/', 20);
    await watch.until(31);
    expect(watch.events.map(({ revision }) => revision)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
    expect(watch.events.slice(0, 3).map(({ previous }) => textOf(previous))).toEqual(['17', '18', '19']);

    await store().compact(1000);
    expect(store().compactedRevision).toBe(31);
    expect(keysOf((await store().list({ prefix: '/registry/pods/' })).items)).toHaveLength(2);
    expect((await put(store(), '/registry/pods/a/0')).revision).toBe(32);
  });

  it('ends a watch that compaction overtakes', async () => {
    for (let i = 0; i < 120; i++) await put(store(), '/registry/pods/a/one', `${i}`);
    const watch = record(store(), '/registry/pods/', 5);
    await store().compact(110);
    await Promise.race([watch.ended, watch.until(120)]);
    const revisions = watch.events.map(({ revision }) => revision);
    if (revisions.at(-1) !== 120) expect(await watch.ended).toBeInstanceOf(ExpiredRevisionError);
    expect(revisions).toEqual(revisions.map((_, i) => 6 + i));
  });

  it('compacts by itself what is older than the window, and rests when nothing was written', async () => {
    await put(store(), '/registry/pods/a/one', 'first');
    clock.advance(4 * 60_000);
    await put(store(), '/registry/pods/a/one', 'second');
    clock.advance(60_000);
    await turnsUntil(() => store().compactedRevision === 1);
    expect(textOf((await store().list({ prefix: '/registry/pods/', revision: 1 })).items[0])).toBe('first');
    clock.advance(4 * 60_000);
    await turnsUntil(() => store().compactedRevision === 2);
    clock.advance(60 * 60_000);
    expect(store().compactedRevision).toBe(2);
  });
}
