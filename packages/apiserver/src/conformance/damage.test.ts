import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseFile, rememberState, requireState } from '../store/initialized.js';
import { sqliteBackend } from '../store/sqlite.js';
import { startTestServer } from './test-server.js';

const configMaps = '/api/v1/namespaces/default/configmaps';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-damage-'));
});
afterEach(() => rm(folder, { recursive: true }));

const start = () => startTestServer({ backend: sqliteBackend({ file: databaseFile(folder) }) });

/** Starts a server, has it write, stops it, and flips a byte in the rows of these keys. */
async function damage(...keys: string[]): Promise<void> {
  const server = await start();
  for (const name of ['a', 'b', 'c']) {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: 'value' } };
    expect((await server.send('POST', configMaps, { body })).status).toBe(201);
  }
  await server.close();
  const database = new Sqlite(databaseFile(folder));
  for (const key of keys) {
    const flip =
      "UPDATE log SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"kind\"', '\"kind}') AS BLOB) WHERE key = ?";
    expect(database.prepare(flip).run(key).changes).toBeGreaterThan(0);
  }
  database.close();
}

describe('an object that is damaged in the store', () => {
  it('is named, left out of lists, refused, and deleted', async () => {
    await damage('/registry/configmaps/default/b');
    const server = await start();
    const list = await server.send('GET', configMaps);
    expect(list.json<{ items: { metadata: { name: string } }[] } & never>()).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'c' } }],
    });
    expect(String(list.headers.warning)).toContain('/registry/configmaps/default/b is damaged in the store');
    const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    expect((await server.send('GET', configMaps, { headers: table })).json()).toMatchObject({ kind: 'Table' });
    expect((await server.send('GET', '/readyz?verbose')).text).toContain('[!]store: /registry/configmaps/default/b is');

    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } };
    for (const answer of [
      await server.send('GET', `${configMaps}/b`),
      await server.send('GET', `${configMaps}/b`, { headers: table }),
      await server.send('PUT', `${configMaps}/b`, { body }),
      await server.send('PATCH', `${configMaps}/b`, { body, contentType: 'application/merge-patch+json' }),
    ]) {
      expect(answer.failure()).toMatchObject({ kind: 'Status', code: 500, reason: 'StorageReadError' });
      expect(answer.failure().message).toContain('delete it, and create it again');
    }
    expect((await server.send('POST', configMaps, { body })).failure()).toMatchObject({ reason: 'StorageReadError' });
    expect((await server.send('DELETE', `${configMaps}/b?dryRun=All`)).status).toBe(200);
    expect((await server.send('DELETE', `${configMaps}/b`)).status).toBe(200);
    expect((await server.send('POST', configMaps, { body })).status).toBe(201);
    const whole = await server.send('GET', configMaps);
    expect(whole.json<{ items: unknown[] } & never>()).toMatchObject({ items: [{}, {}, {}] });
    expect(whole.headers.warning).toBeUndefined();
    // It was told once, when the server started.
    expect(server.faults).toEqual([undefined]);
    await server.close();
  });

  it('goes with its collection', async () => {
    await damage('/registry/configmaps/default/b', '/registry/configmaps/default/c');
    const server = await start();
    expect((await server.send('DELETE', configMaps)).status).toBe(200);
    expect(server.server.context.store.damaged('/registry/configmaps/')).toEqual([]);
    expect((await server.send('GET', `${configMaps}/c`)).status).toBe(404);
    await server.close();
  });

  it('is made anew where the server knows what it was', async () => {
    const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin';
    await damage('/registry/clusterroles/cluster-admin');
    const server = await start();
    expect((await server.send('GET', role)).status).toBe(200);
    await server.close();
  });
});

describe('a data directory whose database is gone', () => {
  it('is not taken for a new one', async () => {
    await requireState(folder);
    await (await start()).close();
    await rememberState(folder);
    await requireState(folder);
    await truncate(databaseFile(folder));
    await expect(requireState(folder)).rejects.toThrow(
      'state.db is empty, but it held the state of a cluster: restore it',
    );
    await rm(databaseFile(folder));
    await expect(requireState(folder)).rejects.toThrow('state.db is missing, but it held the state of a cluster');
  });
});
