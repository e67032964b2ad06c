import { expect, it } from 'vitest';
import { FutureRevisionError } from '../errors.js';
import type { Store } from '../store.js';
import { keysOf, put, remove, textOf } from '../store-test-tools.js';

/** Lists: order, prefixes, pages, the past. */
export function lists(store: () => Store): void {
  it('lists in key order what is under a prefix and nothing beside it', async () => {
    const keys = ['pods/ab/one', 'pods/a/two', 'pods/a/one', 'pods/a-b/one', 'podtemplates/a/one', 'pods/b/one'];
    await Promise.all(keys.map((key) => put(store(), `/registry/${key}`)));
    const list = async (prefix: string) => keysOf((await store().list({ prefix })).items);
    expect(await list('/registry/pods/a/')).toEqual(['/registry/pods/a/one', '/registry/pods/a/two']);
    expect(await list('/registry/pods/ab/')).toEqual(['/registry/pods/ab/one']);
    expect(await list('/registry/pods/')).toEqual([
      '/registry/pods/a-b/one',
      '/registry/pods/a/one',
      '/registry/pods/a/two',
      '/registry/pods/ab/one',
      '/registry/pods/b/one',
    ]);
    expect(store().count('/registry/pods/')).toBe(5);
    expect(store().count('/registry/pods/a/')).toBe(2);
    expect(store().count('/registry/')).toBe(6);
    expect(store().count('/registry/nodes/')).toBe(0);
  });

  it('keeps order and count over thousands of keys that come and go', async () => {
    const name = (i: number) => `/registry/pods/a/${String((i * 7919) % 3001).padStart(5, '0')}`;
    await Promise.all(Array.from({ length: 3001 }, (_, i) => put(store(), name(i))));
    await Promise.all(Array.from({ length: 2000 }, (_, i) => remove(store(), name(i))));
    const { items } = await store().list({ prefix: '/registry/pods/' });
    const expected = Array.from({ length: 1001 }, (_, i) => name(2000 + i)).sort();
    expect(keysOf(items)).toEqual(expected);
    expect(store().count('/registry/pods/a/')).toBe(1001);
  });

  it('filters, limits and continues', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => put(store(), `/registry/pods/n/${name}`)));
    const prefix = '/registry/pods/n/';
    const first = await store().list({ prefix, limit: 2 });
    expect(keysOf(first.items)).toEqual([`${prefix}a`, `${prefix}b`]);
    expect(first).toMatchObject({ more: true, remaining: 3 });
    const second = await store().list({ prefix, limit: 3, after: `${prefix}b` });
    expect(keysOf(second.items)).toEqual([`${prefix}c`, `${prefix}d`, `${prefix}e`]);
    expect(second.more).toBe(false);
    const matches = ({ key }: { key: string }) => key !== `${prefix}b`;
    const filtered = await store().list({ prefix, limit: 2, matches });
    expect(keysOf(filtered.items)).toEqual([`${prefix}a`, `${prefix}c`]);
    expect(filtered).toMatchObject({ more: true });
    expect(filtered.remaining).toBeUndefined();
  });

  it('lists the past as it was, page by page, while writes go on', async () => {
    const prefix = '/registry/pods/n/';
    const name = (i: number) => `${prefix}${String(i).padStart(3, '0')}`;
    for (let i = 0; i < 100; i += 2) await put(store(), name(i), 'before');
    const { revision } = store();
    const before = (await store().list({ prefix })).items;

    const seen: string[] = [];
    let after: string | undefined;
    let remaining: number | undefined = 50;
    for (let page = 0; remaining !== undefined; page++) {
      for (let i = 0; i < 100; i += 5) await put(store(), name(i), `page ${page}`);
      for (let i = page; i < 100; i += 11) if (store().get(name(i))) await remove(store(), name(i));
      const result = await store().list({ prefix, revision, limit: 7, ...(after && { after }) });
      expect(result.revision).toBe(revision);
      expect(result.items.every((object) => textOf(object) === 'before')).toBe(true);
      seen.push(...keysOf(result.items));
      expect(result.remaining ?? 0).toBe(50 - seen.length);
      after = seen.at(-1);
      remaining = result.remaining;
    }
    expect(seen).toEqual(keysOf(before));
  });

  it('refuses to list the future', async () => {
    await expect(store().list({ prefix: '/registry/pods/', revision: 1 })).rejects.toBeInstanceOf(FutureRevisionError);
  });
}
