import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ciphersFor, readEncryptionConfiguration } from '../../configuration/encryption-configuration.js';
import { startTestServer } from '../../conformance/test-server.js';
import { resourceOfKey } from '../../resources/resource-of-key.js';
import { sqliteBackend } from '../sqlite.js';
import { encryptingBackend } from './encrypting-backend.js';

const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n';
const secretOf = (character: string) => Buffer.from(character.repeat(32)).toString('base64');
const cbc = `{aescbc: {keys: [{name: one, secret: ${secretOf('1')}}]}}`;
const gcm = `{aesgcm: {keys: [{name: two, secret: ${secretOf('2')}}]}}`;
const secrets = '/api/v1/namespaces/default/secrets';
const configMaps = '/api/v1/namespaces/default/configmaps';

let file: string;

beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'sampan-encryption-')), 'db');
});

afterAll(() => rm(join(file, '..'), { recursive: true }));

function start(...providers: string[]) {
  const backend = sqliteBackend({ file });
  if (providers.length === 0) return startTestServer({ backend });
  const configured = readEncryptionConfiguration(
    `${head}resources: [{resources: [secrets], providers: [${providers.join(', ')}]}]`,
  );
  return startTestServer({ backend: encryptingBackend(backend, (key) => ciphersFor(configured, resourceOfKey(key))) });
}

/** How what is in the database begins. */
async function beginnings(prefix: string): Promise<string[]> {
  const backend = sqliteBackend({ file });
  const found: string[] = [];
  await backend.open({
    recentEvents: 0,
    onRows: (rows) => {
      for (const { key, bytes } of rows) {
        if (key.startsWith(prefix)) found.push(Buffer.from(bytes).toString('latin1').slice(0, 22));
      }
    },
  });
  await backend.close();
  return found;
}

describe('secrets', () => {
  it('are encrypted in the database, from one key to the next', async () => {
    const object = (name: string) => ({ metadata: { name }, data: { a: 'Ym9vbQ==' } });
    let server = await start();
    await server.send('POST', secrets, { body: object('before') });
    await server.close();

    server = await start(cbc, '{identity: {}}');
    await server.send('POST', secrets, { body: object('first') });
    await server.send('POST', configMaps, { body: { metadata: { name: 'plain' } } });
    await server.close();

    server = await start(gcm, cbc);
    await server.send('POST', secrets, { body: object('second') });
    const list = (await server.send('GET', secrets)).json<{ items: { data: object }[] } & never>();
    expect(list).toMatchObject({ items: ['before', 'first', 'second'].map((name) => ({ ...object(name) })) });
    await server.close();
    expect(server.faults).toEqual([]);

    expect(await beginnings('/registry/secrets/default/')).toEqual([
      expect.stringMatching(/^\{"kind":"Secret"/),
      expect.stringMatching(/^k8s:enc:aescbc:v1:one:/),
      expect.stringMatching(/^k8s:enc:aesgcm:v1:two:/),
    ]);
    expect((await beginnings('/registry/configmaps/default/plain'))[0]).toMatch(/^\{"kind":"ConfigMap"/);
  });

  it('are not read without their keys: the server does not start', async () => {
    await expect(start(cbc)).rejects.toThrow('unable to transform key "/registry/secrets/default/second"');
    const other = gcm.replace(secretOf('2'), secretOf('3'));
    await expect(start(other, cbc)).rejects.toThrow('two: has another secret now');
  });
});

describe('the configuration', () => {
  it('finds the ciphers of a resource', () => {
    const configured = readEncryptionConfiguration(
      `${head}resources: [{resources: [services, deployments.apps], providers: [${cbc}]}, {resources: ['*.apps'], providers: [${gcm}]}]`,
    );
    const prefixOf = (key: string) => ciphersFor(configured, resourceOfKey(key))[0]?.prefix;
    expect(prefixOf('/registry/services/specs/default/a')).toContain('aescbc');
    expect(prefixOf('/registry/deployments/default/a')).toContain('aescbc');
    expect(prefixOf('/registry/daemonsets/default/a')).toContain('aesgcm');
    expect(prefixOf('/registry/secrets/default/a')).toBeUndefined();
    expect(resourceOfKey('/registry/example.com/widgets/default/a')).toEqual({
      group: 'example.com',
      resource: 'widgets',
    });
  });

  it.each([
    ['', 'resources: Required value: at least one resources is required'],
    [
      'resources: [{resources: [a], providers: [{}]}]',
      'resources[0].providers[0]: Required value: provider does not contain any',
    ],
    [
      'resources: [{resources: [a], providers: [{aescbc: {keys: [{name: b, secret: YQ==}]}}]}]',
      'resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 1, expected one of [16 24 32]',
    ],
    ['resources: [{resources: [a], providers: [{kms: {}}]}]', 'unknown field "resources[0].providers[0].kms"'],
  ])('refuses %s', (text, message) => expect(() => readEncryptionConfiguration(head + text)).toThrow(message));
});
