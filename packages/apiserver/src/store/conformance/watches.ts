import { expect, it } from 'vitest';
import type { Store } from '../store.js';
import { put, record, remove, textOf, turnsUntil } from '../store-test-tools.js';

/** Watches: every event once, in order, from any revision. */
export function watches(store: () => Store): void {
  it('delivers creates, updates and deletes with what they superseded', async () => {
    const watch = record(store(), '/registry/pods/', 0);
    const key = '/registry/pods/a/one';
    await put(store(), key, 'first');
    await put(store(), '/registry/nodes/one', 'no pod');
    await put(store(), key, 'second');
    await remove(store(), key);
    await put(store(), key, 'again');
    const told = watch.events.map(({ type, revision, object, previous }) => [
      type,
      revision,
      textOf(object),
      textOf(previous),
    ]);
    expect(told).toEqual([
      ['put', 1, 'first', undefined],
      ['put', 3, 'second', 'first'],
      ['delete', 4, 'deleted', 'second'],
      ['put', 5, 'again', undefined],
    ]);
  });

  it('tells watchers before the writer learns that its write is committed, all of them the same event', async () => {
    const watches = ['/registry/', '/registry/pods/', '/registry/pods/a/'].map((prefix) => record(store(), prefix, 0));
    const other = record(store(), '/registry/pods/ab/', 0);
    await put(store(), '/registry/pods/a/one');
    const events = watches.map(({ events }) => events[0]);
    expect(events[0]).toBeDefined();
    expect(new Set(events).size).toBe(1);
    expect(other.events).toEqual([]);
  });

  it('resumes from any revision without a gap, from memory and from the backend', async () => {
    for (let i = 0; i < 120; i++) await put(store(), `/registry/pods/a/${i % 10}`, `${i}`);
    for (const after of [0, 1, 60, 69, 70, 71, 119]) {
      const watch = record(store(), '/registry/pods/', after);
      expect(watch.events).toEqual([]); // never called before `watch` returns
      await watch.until(120);
      const revisions = watch.events.map(({ revision }) => revision);
      expect(revisions).toEqual(Array.from({ length: 120 - after }, (_, i) => after + 1 + i));
      expect(watch.events.every(({ revision, object }) => textOf(object) === `${revision - 1}`)).toBe(true);
      expect(
        watch.events.every(({ revision, previous }) => (previous?.revision ?? 0) === Math.max(0, revision - 10)),
      ).toBe(true);
      watch.watch.stop();
    }
  });

  it('hands over from the past to the present without a gap while writers write', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 100; i++) await put(store(), `/registry/pods/a/${writer}`, `${i}`);
    });
    const watches = [];
    for (let turn = 0; turn < 20; turn++) {
      for (const after of [0, store().revision >> 1, store().revision]) {
        watches.push({ after, recording: record(store(), '/registry/pods/', after) });
      }
      await turnsUntil(() => store().revision >= turn * 35);
    }
    await Promise.all(writers);
    await Promise.all(watches.map(({ recording }) => recording.until(800)));
    for (const { after, recording } of watches) {
      const revisions = recording.events.map(({ revision }) => revision);
      expect(revisions).toEqual(Array.from({ length: 800 - after }, (_, i) => after + 1 + i));
    }
  });

  it('waits for a watcher that takes the past slowly, and loses nothing', async () => {
    const value = 'x'.repeat(100_000);
    for (let i = 0; i < 60; i++) await put(store(), `/registry/pods/a/${i}`, value);
    const revisions: number[] = [];
    let taking = 0;
    store().watch({
      prefix: '/registry/pods/',
      after: 0,
      onEnd: () => undefined,
      onEvents: async (events) => {
        const portion = ++taking;
        revisions.push(...events.map(({ revision }) => revision));
        if (revisions.length < 60) await put(store(), '/registry/nodes/one');
        if (revisions.length === 60) await put(store(), '/registry/pods/a/meanwhile');
        expect(taking).toBe(portion); // nothing else came before the promise was kept
      },
    });
    await turnsUntil(() => revisions.length === 61);
    expect(revisions.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(revisions[60]).toBe(store().revision);
    expect(taking).toBeGreaterThan(2);
  });

  it('waits when it is told to start in the future', async () => {
    const watch = record(store(), '/registry/pods/', 2);
    for (const name of ['one', 'two', 'three']) await put(store(), `/registry/pods/a/${name}`);
    expect(watch.events.map(({ revision }) => revision)).toEqual([3]);
  });

  it('never calls a watcher that has stopped, also when it stops itself', async () => {
    const revisions: number[] = [];
    const watch = store().watch({
      prefix: '/registry/pods/',
      after: 0,
      onEnd: () => expect.unreachable(),
      onEvents: (events) => {
        revisions.push(...events.map(({ revision }) => revision));
        watch.stop();
      },
    });
    await put(store(), '/registry/pods/a/one');
    await put(store(), '/registry/pods/a/two');
    expect(revisions).toEqual([1]);

    const stopped = record(store(), '/registry/pods/', 0);
    stopped.watch.stop();
    await put(store(), '/registry/pods/a/three');
    expect(stopped.events).toEqual([]);
  });

  it('ends the watch of a watcher that throws, and no other', async () => {
    const errors: (Error | undefined)[] = [];
    store().watch({
      prefix: '/registry/pods/',
      after: 0,
      onEnd: (error) => errors.push(error),
      onEvents: () => {
        throw new Error('broken watcher');
      },
    });
    const other = record(store(), '/registry/pods/', 0);
    await put(store(), '/registry/pods/a/one');
    await put(store(), '/registry/pods/a/two');
    expect(errors.map((error) => error?.message)).toEqual(['broken watcher']);
    expect(other.events).toHaveLength(2);
  });
}
