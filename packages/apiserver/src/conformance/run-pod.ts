import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { TestServer } from './test-server.js';

/** A Pod `p` on a Node `node-1` whose agent is the test's own, which begins to listen. */
export async function runPod(server: TestServer, agent: Server): Promise<void> {
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  const { port } = agent.address() as AddressInfo;
  const post = (url: string, body: unknown) => server.send('POST', url, { body });
  await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  await post('/api/v1/nodes', { metadata: { name: 'node-1' } });
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  const patch = { body: { status }, contentType: 'application/merge-patch+json' };
  expect((await server.send('PATCH', '/api/v1/nodes/node-1/status', patch)).status).toBe(200);
  const spec = { nodeName: 'node-1', containers: [{ name: 'c', image: 'i' }] };
  expect((await post('/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec })).status).toBe(201);
}
