import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Context, createContext } from './context.js';
import { deleteObject, waitUntilGone } from './delete-objects.js';
import { type GlobalFlags, globalFlags } from './global-flags.js';
import { captureOutput } from './io.js';
import { parseFlags } from './parse-flags.js';
import type { ObjectInfo } from './read-objects.js';
import type { MappedType } from './type-mapper.js';

const configMaps = {
  group: '',
  version: 'v1',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
} as MappedType;
const object = (uid: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'n', uid, resourceVersion: '1' },
});
const info = (): ObjectInfo => ({ type: configMaps, namespace: 'n', name: 'a', object: object('first'), source: '' });
const forbidden = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'Forbidden',
  message: 'no',
  code: 403,
};

describe('a deletion', () => {
  let server: Server;
  let context: Context;
  /** What each kind of request is answered with: an object, or a Status; nothing leaves it open. */
  let answers: Record<'get' | 'list' | 'watch' | 'delete', object | undefined>;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    answers = { get: object('first'), list: undefined, watch: undefined, delete: { kind: 'Status', apiVersion: 'v1' } };
    server = createServer((request, response) => {
      const url = request.url ?? '';
      const isList = url.includes('fieldSelector=');
      const kind = request.method === 'DELETE' ? 'delete' : url.includes('watch=') ? 'watch' : isList ? 'list' : 'get';
      asked.push(kind);
      reply(response, kind === 'list' && answers.list === undefined ? listOf(answers.get) : answers[kind]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const globals = parseFlags([`--server=http://127.0.0.1:${port}`], globalFlags).values as unknown as GlobalFlags;
    const stdin = (async function* () {})();
    const io = { stdout: captureOutput(), stderr: captureOutput(), stdin, env: { HOME: '/nowhere' }, cwd: '/' };
    context = createContext({ io, globals, clock: systemClock });
  });
  afterEach(async () => {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const listOf = (one: object | undefined) => ({
    apiVersion: 'v1',
    kind: 'ConfigMapList',
    metadata: { resourceVersion: '1' },
    items: one === undefined ? [] : [one],
  });

  function reply(response: ServerResponse, answer: object | undefined): void {
    const code = (answer as { code?: number } | undefined)?.code ?? 200;
    response.writeHead(code, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (answer !== undefined) response.end(`${JSON.stringify(answer)}\n`);
  }

  it('notes which object it was', async () => {
    answers.delete = { kind: 'Status', apiVersion: 'v1', status: 'Success', details: { uid: 'other' } };
    const deleted = info();
    await deleteObject(context, deleted, { propagationPolicy: 'Background', gracePeriod: undefined, dryRun: false });
    expect(deleted.object.metadata.uid).toBe('other');
  });

  it('has ended when another object has the name', async () => {
    answers.get = object('second');
    await waitUntilGone(context, [info()], 10_000);
    expect(asked).toEqual(['get']);
  });

  it('has ended when the object goes away while it is watched', async () => {
    answers.watch = { type: 'DELETED', object: object('first') };
    await waitUntilGone(context, [info()], 10_000);
    expect(asked).toEqual(['get', 'list', 'watch']);
  });

  it('is waited for no longer than the user says', async () => {
    await expect(waitUntilGone(context, [info()], 20)).rejects.toThrow(
      'timed out waiting for the condition on configmaps/a',
    );
    expect(asked).toContain('watch');
  });

  it.each(['get', 'list', 'watch'] as const)('fails with what the server says against a %s', async (kind) => {
    answers[kind] = forbidden;
    await expect(waitUntilGone(context, [info()], 10_000)).rejects.toMatchObject({ status: { reason: 'Forbidden' } });
  });

  it('tells of every object whose end is not known', async () => {
    answers.get = forbidden;
    await expect(waitUntilGone(context, [info(), info()], 10_000)).rejects.toMatchObject({
      failures: [{ status: { reason: 'Forbidden' } }, { status: { reason: 'Forbidden' } }],
    });
  });
});
