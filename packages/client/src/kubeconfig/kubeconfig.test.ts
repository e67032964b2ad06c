import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../rest/http-transport.js';
import { connectionFor } from './connection-for.js';
import { loadKubeconfig } from './load-kubeconfig.js';
import { proxyFromEnvironment } from './proxy-from-environment.js';
import { mergeContext, readKubeconfig, removeContext } from './write-kubeconfig.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true }));

const first = `
apiVersion: v1
kind: Config
current-context: one
clusters:
- name: one
  cluster: {server: "https://one:6443", certificate-authority: ca.pem}
contexts:
- name: one
  context: {cluster: one, user: me, namespace: shop}
users:
- name: me
  user: {client-certificate-data: ${Buffer.from('CERT').toString('base64')}, client-key-data: ${Buffer.from('KEY').toString('base64')}}
`;
const second = `{"current-context": "two", "clusters": [{"name": "one", "cluster": {"server": "https://other"}},
  {"name": "two", "cluster": {"server": "https://two", "insecure-skip-tls-verify": true}}],
  "contexts": [{"name": "two", "context": {"cluster": "two", "user": "token"}}],
  "users": [{"name": "token", "user": {"token": "t0ken"}}]}`;

async function loadBoth() {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  await Promise.all([writeFile(a, first), writeFile(b, second), writeFile(join(folder, 'ca.pem'), 'CA')]);
  return loadKubeconfig({ env: { KUBECONFIG: `${a}:${join(folder, 'missing')}:${b}` } });
}

describe('loading', () => {
  it('merges the listed files, and the first that names an entry wins', async () => {
    const { config, origins } = await loadBoth();
    expect(config['current-context']).toBe('one');
    expect(config.clusters.map(({ cluster }) => cluster.server)).toEqual(['https://one:6443', 'https://two']);
    expect(config.clusters[0]?.cluster['certificate-authority']).toBe(join(folder, 'ca.pem'));
    expect(origins.get('contexts/two')).toBe(join(folder, 'b'));
  });

  it('insists on a file that was asked for by name', async () => {
    await expect(loadKubeconfig({ file: '/nowhere/config' })).rejects.toThrow(
      'stat /nowhere/config: no such file or directory',
    );
  });
});

describe('a connection', () => {
  it('is that of the current context', async () => {
    expect(await connectionFor(await loadBoth())).toEqual({
      connection: { server: 'https://one:6443', ca: 'CA', cert: 'CERT', key: 'KEY' },
      namespace: 'shop',
      context: 'one',
    });
  });

  it('follows what the command line says', async () => {
    const { connection, namespace } = await connectionFor(await loadBoth(), {
      context: 'two',
      server: 'https://x',
      namespace: 'n',
    });
    expect(connection).toEqual({ server: 'https://x', insecureSkipTlsVerify: true, token: 't0ken' });
    expect(namespace).toBe('n');
  });

  it.each([
    [{ context: 'none' }, 'context "none" does not exist'],
    [{ cluster: 'none' }, 'cluster "none" does not exist'],
    [{ user: 'none' }, 'auth info "none" does not exist'],
    [
      { certificateAuthority: '/none' },
      'unable to read certificate-authority /none for one due to open /none: no such file or directory',
    ],
  ])('names what does not exist: %j', async (overrides, message) => {
    await expect(connectionFor(await loadBoth(), overrides)).rejects.toThrow(message);
  });

  it('gets credentials from a plugin, and asks again when they are refused', async () => {
    const script = `
      const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const token = process.env.TOKEN + ':' + spec.cluster.server + ':' + Date.now();
      console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }));`;
    const exec = {
      command: process.execPath,
      args: ['-e', script],
      env: [{ name: 'TOKEN', value: 't' }],
      provideClusterInfo: true,
    };
    const loaded = await loadBoth();
    loaded.config.users.push({ name: 'plugin', user: { exec } });
    const { connection } = await connectionFor(loaded, { user: 'plugin', context: 'two' });
    const token = (await connection.credentials?.get())?.token;
    expect(token).toMatch(/^t:https:\/\/two:\d+$/);
    expect((await connection.credentials?.get())?.token).toBe(token);
    connection.credentials?.refused();
    expect((await connection.credentials?.get())?.token).not.toBe(token);
    await createHttpTransport(connection).close();
  });
});

describe('writing', () => {
  it('adds a context and takes it away, and leaves the others alone', async () => {
    const file = join(folder, 'new', 'config');
    await mergeContext(file, { name: 'a', cluster: { server: 'https://a' }, user: { token: 'x' }, makeCurrent: true });
    await mergeContext(file, { name: 'b', cluster: { server: 'https://b' }, user: {}, makeCurrent: false });
    await mergeContext(file, {
      name: 'a',
      cluster: { server: 'https://a2' },
      user: { token: 'y' },
      makeCurrent: false,
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/^apiVersion: v1\nclusters:\n/);
    const config = await readKubeconfig(file);
    expect(config.clusters.map(({ cluster }) => cluster.server)).toEqual(['https://a2', 'https://b']);
    expect(config['current-context']).toBe('a');

    await removeContext(file, 'a');
    expect(await readKubeconfig(file)).toMatchObject({
      'current-context': '',
      contexts: [{ name: 'b' }],
      users: [{ name: 'b' }],
    });
  });
});

describe('the proxy of the environment', () => {
  const env = { HTTPS_PROXY: 'proxy:3128', NO_PROXY: 'internal.example, .svc,10.0.0.0/8' };
  it.each([
    ['https://api.example', 'http://proxy:3128'],
    ['https://127.0.0.1:6443', undefined],
    ['https://localhost', undefined],
    ['https://x.internal.example', undefined],
    ['https://internal.example', undefined],
    ['https://a.svc', undefined],
    ['https://10.1.2.3', undefined],
    ['https://11.1.2.3', 'http://proxy:3128'],
    ['http://api.example', undefined],
  ])('on the way to %s is %s', (server, proxy) => {
    expect(proxyFromEnvironment(server, env)).toBe(proxy);
  });
});
