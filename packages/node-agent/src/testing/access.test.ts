import { request } from 'node:https';
import { connect } from 'node:tls';
import { resources, type TokenRequest } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority, type TestAuthority, type TestKeyPair } from './test-authority.js';
import { startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node.stop());

interface Caller {
  certificate?: TestKeyPair;
  token?: string;
}

/** A request to the agent itself, past the API server. */
function ask(method: string, path: string, { certificate, token }: Caller) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const options = { host: '127.0.0.1', port: node.agentPort(), method, path, headers, ...certificate };
    const sent = request({ ...options, rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** The first line of the answer to a request for a WebSocket. */
async function upgradeStatus(path: string, certificate: TestKeyPair): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: node.agentPort(), rejectUnauthorized: false, ...certificate });
  const headers = 'Host: agent\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
  socket.write(`GET ${path} HTTP/1.1\r\n${headers}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes('\r\n')) break;
  }
  socket.destroy();
  return answer.slice(0, answer.indexOf('\r\n'));
}

async function certificateOf(name: string, authority: TestAuthority = node.authority): Promise<Caller> {
  return { certificate: await authority.issue(name) };
}

/** Lets the service account `name` do `verbs` on subresources of nodes, and gives a token of it. */
async function accountWith(name: string, verbs: string[], nodeResources: string[]): Promise<Caller> {
  const { client } = node;
  const rbac = 'rbac.authorization.k8s.io';
  const metadata = { name };
  await client.resource(resources.serviceAccounts).create({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'default' },
  });
  await client.resource(resources.clusterRoles).create({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata,
    rules: [{ apiGroups: [''], resources: nodeResources, verbs }],
  });
  await client.resource(resources.clusterRoleBindings).create({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
  const { status } = await client.json<TokenRequest>({
    method: 'POST',
    path: `/api/v1/namespaces/default/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  });
  return { token: status?.token ?? '' };
}

describe("the agent's API", () => {
  it('is open to the API server, by its name', async () => {
    const apiserver = await certificateOf('CN=kube-apiserver-kubelet-client');
    expect(await ask('GET', '/pods', apiserver)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/healthz', apiserver)).toEqual({ status: 200, text: 'ok' });
    expect(await ask('GET', '/stats/summary', apiserver)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/containerLogs/default/none/main', apiserver)).toMatchObject({ status: 404 });
  });

  it.each(['O=system:nodes, CN=system:node:node-2', 'CN=system:kube-scheduler', 'CN=alice'])(
    'is closed to %s, whom the same authority knows',
    async (name) => {
      const caller = await certificateOf(name);
      const user = name.slice(name.indexOf('CN=') + 3);
      for (const [path, subresources] of [
        ['/pods', 'pods proxy'],
        ['/healthz', 'healthz proxy'],
        ['/metrics/resource', 'metrics'],
        ['/stats/summary', 'stats'],
        ['/containerLogs/default/web/main', 'proxy'],
        ['/pods%2f..', 'proxy'],
        ['/no/such/route', 'proxy'],
      ] as const) {
        const text = `Forbidden (user=${user}, verb=get, resource=nodes, subresource(s)=[${subresources}])\n`;
        expect(await ask('GET', path, caller)).toEqual({ status: 403, text });
      }
      const streams = ['/exec/default/web/main?command=id', '/attach/default/web/main', '/portForward/default/web'];
      for (const path of streams) {
        expect(await upgradeStatus(path, caller.certificate as TestKeyPair)).toBe('HTTP/1.1 403 Forbidden');
      }
    },
  );

  it('answers 401 to whom nobody knows', async () => {
    const unknown = { status: 401, text: 'Unauthorized' };
    const stranger = await certificateOf('CN=kube-apiserver-kubelet-client', await createTestAuthority());
    expect(await ask('GET', '/healthz', {})).toEqual(unknown);
    expect(await ask('GET', '/pods', { token: 'not.a.token' })).toEqual(unknown);
    expect(await ask('GET', '/pods', stranger)).toEqual(unknown);
    expect(await upgradeStatus('/exec/default/web/main?command=id', stranger.certificate as TestKeyPair)).toBe(
      'HTTP/1.1 401 Unauthorized',
    );
  });

  it('is open to tokens as far as roles go', async () => {
    const prober = await accountWith('prober', ['get'], ['nodes/healthz']);
    expect(await ask('GET', '/healthz', prober)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/pods', prober)).toMatchObject({ status: 403 });
    const scraper = await accountWith('scraper', ['get'], ['nodes/metrics', 'nodes/stats']);
    expect(await ask('GET', '/metrics/resource', scraper)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/metrics/resource', scraper)).toMatchObject({ status: 403 });
    const proxy = await accountWith('proxy', ['get'], ['nodes/proxy']);
    expect(await ask('GET', '/pods', proxy)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/stats/summary', proxy)).toMatchObject({ status: 403 });
    expect(await ask('POST', '/exec/default/web/main', proxy)).toMatchObject({ status: 403 });
    expect(await ask('GET', '/pods', { token: node.token })).toMatchObject({ status: 200 });
  });
});
