import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open as openFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestClock } from '@sampan/api';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore, type StoreOptions } from './create-store.js';
import { ExpiredRevisionError, StoreUnavailableError } from './errors.js';
import { type SqliteOptions, sqliteBackend } from './sqlite.js';
import type { Store } from './store.js';
import { storeConformance } from './store-conformance.js';
import { keysOf, latestOf, put, record, remove, stampTestObject, textOf } from './store-test-tools.js';

let folder: string;
let files = 0;
const newFile = () => join(folder, `store-${files++}.db`);
const clock = new TestClock();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

function open(sqlite: SqliteOptions, options?: Partial<StoreOptions>): Promise<Store> {
  return createStore({ clock, stamp: stampTestObject, ...options, backend: sqliteBackend(sqlite) });
}

storeConformance('sqlite', (options) => createStore({ ...options, backend: sqliteBackend({ file: newFile() }) }));

describe('sqlite store, opened again', () => {
  it.each([{ recent: 10_000 }, { recent: 40 }, { recent: 0 }])(
    'finds all as it was, $recent events recent',
    async ({ recent }) => {
      const file = newFile();
      let store = await open({ file });
      for (let i = 0; i < 100; i++) await put(store, `/registry/pods/a/${i % 30}`, `${i}`);
      for (let i = 0; i < 10; i++) await remove(store, `/registry/pods/a/${i}`);
      await store.compact(50);
      const before = await store.list({ prefix: '/registry/pods/' });
      const then = await store.list({ prefix: '/registry/pods/', revision: 60 });
      await store.close();

      store = await open({ file }, { recentEvents: { count: recent } });
      expect(store).toMatchObject({ revision: 110, compactedRevision: 50 });
      expect(await store.list({ prefix: '/registry/pods/' })).toEqual(before);
      expect(await store.list({ prefix: '/registry/pods/', revision: 60 })).toEqual(then);
      const watch = record(store, '/registry/pods/', 50);
      await watch.until(110);
      expect(watch.events.map(({ revision }) => revision)).toEqual(Array.from({ length: 60 }, (_, i) => 51 + i));
      for (const { revision, previous } of watch.events) {
        expect(previous?.revision).toBe(revision <= 100 ? revision - 30 : revision - 10); // the last ten are deletes
      }
      expect((await put(store, '/registry/pods/a/0')).revision).toBe(111);
      await store.close();
    },
  );

  it('never gives a revision out again, also when compaction took the newest rows', async () => {
    const file = newFile();
    let store = await open({ file });
    await put(store, '/registry/pods/a/one');
    for (let turn = 1; turn <= 2; turn++) {
      await put(store, '/registry/pods/a/two');
      await remove(store, '/registry/pods/a/two');
      if (turn === 2) await remove(store, '/registry/pods/a/one');
      const { revision } = store;
      await store.compact(revision);
      await store.close();
      store = await open({ file });
      expect(store).toMatchObject({ revision, compactedRevision: revision });
    }
    expect((await put(store, '/registry/pods/a/one')).revision).toBe(7);
    await store.close();
  });

  it('has every write that was acknowledged before kill -9', async () => {
    const file = newFile();
    const acknowledged = new Map<string, { type: string; revision: number }>();
    let newest = 0;
    for (let life = 0; life < 3; life++) {
      for (const line of await writeUntilKilled(file, 500)) {
        const [type = '', revision, key = ''] = line.split(' ');
        acknowledged.set(key, { type, revision: Number(revision) });
        newest = Math.max(newest, Number(revision));
      }
      const store = await open({ file });
      expect(store.revision).toBeGreaterThanOrEqual(newest);
      expect(store.compactedRevision).toBeGreaterThan(0);
      for (const [key, { type, revision }] of acknowledged) {
        const found = store.get(key);
        if (found === undefined && type === 'delete') continue;
        const newestOfKey = found?.revision ?? (await newestWrite(store, key, revision));
        expect(newestOfKey).toBeGreaterThanOrEqual(revision); // greater: written, and not acknowledged in time
      }
      await store.close();
    }
  });
});

describe('sqlite store, when the file or the disk fails', () => {
  it('refuses a file that another store has open', async () => {
    const file = newFile();
    const store = await open({ file });
    const second = open({ file });
    await expect(second).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(second).rejects.toThrow(`${file} failed: another server has it open: stop that server`);
    await put(store, '/registry/pods/a/one');
    await store.close();
    await (await open({ file })).close();
  });

  it('refuses a file that is no database, and one that is damaged, by name', async () => {
    const noDatabase = newFile();
    await writeFile(noDatabase, 'this is not a database, and it is long enough to see that'.repeat(100));
    await expect(open({ file: noDatabase })).rejects.toThrow(`${noDatabase} failed: the file is not a database`);

    const damaged = newFile();
    const store = await open({ file: damaged });
    for (let i = 0; i < 50; i++) await put(store, `/registry/pods/a/${i}`, 'x'.repeat(4000));
    await store.close();
    const handle = await openFile(damaged, 'r+');
    await handle.write(Buffer.alloc(20 * 4096, 0xa5), 0, 20 * 4096, 5 * 4096);
    await handle.close();
    await expect(open({ file: damaged })).rejects.toThrow(`${damaged} failed: the file is damaged`);
    await expect(open({ file: join(folder, 'no', 'such', 'folder', 'store.db') })).rejects.toThrow(
      'directory does not exist',
    );
  });

  it('rejects what does not fit on a full disk, all of it, and works again when there is space', async () => {
    const file = newFile();
    const store = await open({ file, maxBytes: 512 * 1024 });
    const watch = record(store, '/registry/', 0);
    const fill = async () => {
      for (;;) await put(store, '/registry/configmaps/a/large', 'x'.repeat(16_000));
    };
    const full = await fill().catch((error) => error);
    expect(full).toBeInstanceOf(StoreUnavailableError);
    expect(full.message).toContain('free some space on the disk');

    const { revision } = store;
    const large = textOf(store.get('/registry/configmaps/a/large'));
    const key = '/registry/configmaps/a/new';
    const built = [put(store, key, 'x'.repeat(30_000)), put(store, key, 'built upon it'), remove(store, key)];
    const outcomes = await Promise.allSettled(built);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(store.revision).toBe(revision);
    expect(latestOf(store, key)).toBeUndefined();
    expect(latestOf(store, '/registry/configmaps/a/large')?.revision).toBe(revision);

    await store.compact(revision);
    const object = await put(store, key, 'there is space');
    expect(object.revision).toBeGreaterThan(revision);
    expect(watch.events.at(-1)).toMatchObject({ revision: object.revision, object });
    expect(watch.events.map((event) => event.revision)).toEqual([
      ...Array.from({ length: revision }, (_, i) => i + 1),
      object.revision,
    ]);
    await store.close();

    const again = await open({ file });
    expect(keysOf((await again.list({ prefix: '/registry/' })).items)).toEqual(['/registry/configmaps/a/large', key]);
    expect(textOf(again.get('/registry/configmaps/a/large'))).toBe(large);
    await again.close();
  });

  it('gives space back to the disk after compaction', async () => {
    const file = newFile();
    const store = await open({ file });
    for (let i = 0; i < 20; i++) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => put(store, `/registry/pods/a/${n}`, 'x'.repeat(16_000))));
    }
    await store.close();
    const { size } = await stat(file);
    const compacted = await open({ file });
    await compacted.compact(compacted.revision);
    await compacted.close();
    expect((await stat(file)).size).toBeLessThan(size / 2);
    const again = await open({ file });
    expect(again.count('/registry/pods/')).toBe(50);
    await again.close();
  });
});

describe('sqlite store, when a byte has flipped', () => {
  const damagedKey = '/registry/configmaps/a/5';

  /** A store of ten objects, one of whose rows is changed behind SQLite's back. */
  async function damage(file: string, change: string): Promise<void> {
    const store = await open({ file });
    for (let i = 0; i < 10; i++) await put(store, `/registry/configmaps/a/${i}`, `value ${i}`);
    await store.close();
    const database = new Sqlite(file);
    database.prepare(`UPDATE log SET ${change} WHERE key = ?`).run(damagedKey);
    database.close();
  }

  it.each([
    ['bytes', "bytes = CAST(replace(CAST(bytes AS TEXT), 'value', 'valuf') AS BLOB)"],
    ['bytes that are no JSON', "bytes = CAST(replace(CAST(bytes AS TEXT), '{', '[') AS BLOB)"],
    ['the index', "object_index = replace(object_index, 'uid-5', 'uid-4')"],
    ['when it was created', 'created = created + 1'],
    ['the checksum', 'checksum = checksum + 1'],
  ])('in %s, serves the rest, and lets go of what is damaged', async (_name, change) => {
    const file = newFile();
    await damage(file, change);
    const store = await open({ file });
    expect(store.damaged('/registry/').map(({ key }) => key)).toEqual([damagedKey]);
    expect(store.damaged('/registry/pods/')).toEqual([]);
    const { items } = await store.list({ prefix: '/registry/configmaps/' });
    expect(items).toHaveLength(9);
    expect(store.count('/registry/configmaps/')).toBe(9);
    expect(store.get(damagedKey)).toMatchObject({ damaged: true, revision: 6 });

    const resumed = record(store, '/registry/configmaps/', 3);
    await expect(resumed.ended).resolves.toBeInstanceOf(ExpiredRevisionError);
    const live = record(store, '/registry/configmaps/', store.revision);
    await remove(store, damagedKey);
    await put(store, damagedKey, 'anew');
    await live.until(12);
    expect(live.events.map(({ type, object }) => [type, object.key])).toEqual([
      ['delete', damagedKey],
      ['put', damagedKey],
    ]);
    expect(store.damaged('/registry/')).toEqual([]);
    await store.compact(store.revision);
    await store.close();

    const again = await open({ file });
    expect(again.count('/registry/configmaps/')).toBe(10);
    expect(textOf(again.get(damagedKey))).toBe('anew');
    await again.close();
  });

  it('in a file of before there were checksums, which get theirs', async () => {
    const file = newFile();
    await damage(file, "bytes = CAST('{\"a' AS BLOB)");
    const database = new Sqlite(file);
    database.exec('ALTER TABLE log DROP COLUMN checksum; PRAGMA user_version = 1');
    database.close();
    for (let turn = 0; turn < 2; turn++) {
      const store = await open({ file });
      expect(store.damaged('/').map(({ key }) => key)).toEqual([damagedKey]);
      expect(store.count('/registry/configmaps/')).toBe(9);
      await store.close();
    }
  });
});

/** Runs the writer program until it has acknowledged about `count` writes; returns them, one line each. */
async function writeUntilKilled(file: string, count: number): Promise<string[]> {
  const program = fileURLToPath(new URL('./store-test-writer.js', import.meta.url));
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

/** The newest revision in which `key` was written after `revision`; 0: it was not. */
async function newestWrite(store: Store, key: string, revision: number): Promise<number> {
  const watch = record(store, '/registry/', Math.max(revision, store.compactedRevision));
  await watch.until(store.revision);
  watch.watch.stop();
  return watch.events.findLast(({ object }) => object.key === key)?.revision ?? 0;
}
