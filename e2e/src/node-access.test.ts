import { readFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { call } from './support/http.js';
import { kubectlBinary } from './support/paths.js';
import { run } from './support/run.js';

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster('--nodes', '2');
  for (const name of ['used', 'other']) {
    await cluster.kubectl('create', 'secret', 'generic', name, '--from-literal=key=value');
  }
  const command = ['sh', '-c', 'cat /etc/used/key; echo; exec sleep 1000'];
  const container = { name: 'main', image: 'host', command, volumeMounts: [{ name: 'used', mountPath: '/etc/used' }] };
  const spec = {
    nodeName: 'node-1',
    containers: [container],
    volumes: [{ name: 'used', secret: { secretName: 'used' } }],
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'reader' }, spec };
  await call(cluster, '/api/v1/namespaces/default/pods', { method: 'POST', body });
  await cluster.kubectl('wait', '--for=condition=Ready', 'pod/reader', '--timeout=60s');
}, 120_000);
afterAll(() => cluster?.destroy());

/** kubectl as one of the cluster's components. */
function as(component: string, ...args: string[]) {
  const kubeconfig = path.join(cluster.home, 'sampan', 'kubeconfigs', component);
  return run(process.execPath, [kubectlBinary, '--kubeconfig', `${kubeconfig}.conf`, ...args], { env: cluster.env });
}

/** What the agent of node-1 itself answers to one of the cluster's certificates. */
async function askAgent(certificate: string, requestPath: string): Promise<number> {
  const pki = path.join(cluster.home, 'sampan', 'pki');
  const [cert, key] = await Promise.all(
    ['crt', 'key'].map((type) => readFile(path.join(pki, `${certificate}.${type}`), 'utf8')),
  );
  const { json } = await call(cluster, '/api/v1/nodes/node-1');
  const port = json.status.daemonEndpoints.kubeletEndpoint.Port as number;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: requestPath, cert, key, ca: cluster.ca, agent: false } as const;
    const sent = https.get(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
  });
}

describe('the nodes of a cluster', () => {
  it('run Pods that read their Secrets', async () => {
    await eventually(async () => expect(await cluster.kubectl('logs', 'reader')).toBe('value\n'));
    expect(await cluster.kubectl('exec', 'reader', '--', 'cat', '/etc/used/key')).toBe('value');
  });

  it('see the Secrets of their own Pods alone', async () => {
    expect(await as('node-1', 'get', 'secret', 'used', '-o', 'name')).toMatchObject({ stdout: 'secret/used\n' });
    const refused = (node: string) =>
      `Error from server (Forbidden): secrets "used" is forbidden: User "system:node:${node}" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node '${node}' and this object\n`;
    expect((await as('node-2', 'get', 'secret', 'used')).stderr).toBe(refused('node-2'));
    expect((await as('node-1', 'get', 'secret', 'other')).code).toBe(1);
    expect((await as('node-1', 'get', 'secrets', '-A')).code).toBe(1);
    expect((await as('node-1', 'label', 'node', 'node-1', 'node-role.kubernetes.io/x=')).code).toBe(1);
    expect((await as('node-2', 'label', 'node', 'node-1', 'plain=x')).code).toBe(1);
  });

  it.each(['node-1', 'node-2', 'scheduler', 'service-proxy'])('do not obey %s', async (certificate) => {
    expect(await askAgent(certificate, '/pods')).toBe(403);
    expect(await askAgent(certificate, '/containerLogs/default/reader/main')).toBe(403);
  });

  it('obey the API server and the administrator', async () => {
    expect(await askAgent('apiserver-node-client', '/containerLogs/default/reader/main')).toBe(200);
    expect(await askAgent('admin', '/pods')).toBe(200);
  });
});
