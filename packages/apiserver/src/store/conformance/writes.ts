import { expect, it } from 'vitest';
import { PreconditionError } from '../errors.js';
import type { Store } from '../store.js';
import { latestOf, put, putWrite, remove, textOf } from '../store-test-tools.js';

/** Commits: revisions, preconditions, visibility. */
export function writes(store: () => Store): void {
  it('starts empty', async () => {
    expect(store().revision).toBe(0);
    expect(store().compactedRevision).toBe(0);
    expect(store().get('/registry/pods/a/one')).toBeUndefined();
    expect(await store().list({ prefix: '/registry/pods/' })).toEqual({ items: [], revision: 0, more: false });
  });

  it('gives each write the next revision, and the object its first one as `created`', async () => {
    const key = '/registry/pods/a/one';
    expect(await put(store(), key, 'first')).toMatchObject({ key, revision: 1, created: 1 });
    expect(await put(store(), key, 'second')).toMatchObject({ revision: 2, created: 1 });
    expect(await remove(store(), key)).toMatchObject({ revision: 3, created: 1 });
    expect(await put(store(), key, 'again')).toMatchObject({ revision: 4, created: 4 });
    expect(store().revision).toBe(4);
    expect(store().get(key)?.bytes.toString()).toBe('{"resourceVersion":"4","value":"again"}');
  });

  it('shows a write only when it is committed, but lets later writes build on it', async () => {
    const key = '/registry/pods/a/one';
    const first = put(store(), key, 'first');
    expect(store().get(key)).toBeUndefined();
    expect(latestOf(store(), key)?.revision).toBe(1);
    expect(store().count('/registry/pods/')).toBe(0);
    const second = put(store(), key, 'second');
    const third = remove(store(), key);
    expect(latestOf(store(), key)).toBeUndefined();
    expect((await Promise.all([first, second, third])).map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(store().get(key)).toBeUndefined();
  });

  it('says when the writes of a key are no longer under way', async () => {
    const key = '/registry/pods/a/one';
    void put(store(), key, 'first');
    await store().settled('/registry/pods/a/other');
    expect(store().get(key)).toBeUndefined();
    await store().settled(key);
    expect(textOf(store().get(key))).toBe('first');
    void put(store(), key, 'second');
    void put(store(), key, 'third');
    await store().settled(key);
    expect(textOf(store().get(key))).toBe('third');
  });

  it('rejects a write that expects another revision, and says what is there', async () => {
    const key = '/registry/pods/a/one';
    const object = await put(store(), key, 'first');
    for (const expected of [0, 7]) {
      const error = await store()
        .commit({ ...putWrite(store(), key, 'x'), expected })
        .catch((reason) => reason);
      expect(error).toBeInstanceOf(PreconditionError);
      expect((error as PreconditionError).actual).toBe(object);
    }
    const missing = { ...putWrite(store(), '/registry/pods/a/none', 'x'), expected: 1 };
    await expect(store().commit(missing)).rejects.toMatchObject({ name: 'PreconditionError', actual: undefined });
    await expect(remove(store(), '/registry/pods/a/none')).rejects.toBeInstanceOf(PreconditionError);
    expect(store().revision).toBe(1);
  });

  it('spends no revision on a write that cannot be encoded', async () => {
    const write = putWrite(store(), '/registry/pods/a/one', 'x');
    const encode = () => {
      throw new RangeError('too large');
    };
    await expect(store().commit({ ...write, encode })).rejects.toThrow('too large');
    expect((await put(store(), '/registry/pods/a/one')).revision).toBe(1);
  });

  it('lets many writers change one object without losing a change', async () => {
    const key = '/registry/pods/a/counter';
    await put(store(), key, '0');
    const writer = async () => {
      for (let i = 0; i < 20; i++) await put(store(), key, `${Number(textOf(latestOf(store(), key))) + 1}`);
    };
    await Promise.all(Array.from({ length: 16 }, writer));
    expect(textOf(store().get(key))).toBe('320');
    expect(store().revision).toBe(321);
  });

  it('keeps huge values', async () => {
    const value = 'x'.repeat(3 * 2 ** 20);
    await Promise.all(
      ['one', 'two', 'three', 'four'].map((name) => put(store(), `/registry/configmaps/a/${name}`, value)),
    );
    expect(textOf(store().get('/registry/configmaps/a/four'))).toBe(value);
  });
}
