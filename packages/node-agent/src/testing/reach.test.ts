import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EndpointSlice, type Endpoints, isInvalid, resources, type Service, type StatusError } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, httpServer, isReady, isRunning, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
/** Servers of the host's, which are nobody's business: on the loopback address, and on all. */
let hosts: Server[];
let port: number;
let localPort: number;

beforeAll(async () => {
  node = await startTestNode();
  hosts = await Promise.all(['127.0.0.1', '0.0.0.0'].map(startHostServer));
  [port, localPort] = [await freePort(), await freePort()];
  const local = `require('http').createServer((q, r) => r.end('local')).listen(${localPort}, '127.0.0.1')`;
  const probe = { readinessProbe: { httpGet: { port } } };
  const onLocalhost = shell(`exec '${process.execPath}' -e "${local}"`, { name: 'local' });
  await node.run('web', { containers: [httpServer('web', port, probe), onLocalhost] });
  await node.run('shared', { hostNetwork: true, containers: [shell('sleep 1000')] });
  await Promise.all([node.until('web', isReady), node.until('shared', isRunning)]);
});
afterAll(async () => {
  await node.stop();
  for (const server of hosts) server.close();
});

function startHostServer(address: string): Promise<Server> {
  const server = createServer((_request, response) => response.end('the host itself'));
  return new Promise((resolve) => server.listen(0, address, () => resolve(server)));
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function get(path: string): Promise<string> {
  const answer = await fetch(`${node.server}/api/v1/namespaces/default/${path}/proxy/`, {
    headers: { authorization: `Bearer ${node.token}` },
  });
  return `${answer.status} ${await answer.text()}`;
}

describe('the proxy to Pods', () => {
  it('reaches what a Pod listens on', async () => {
    expect(await get(`pods/web:${port}`)).toBe('200 web');
  });

  it('reaches what a Pod listens on for itself alone', async () => {
    await until(async () => (await get(`pods/web:${localPort}`)) === '200 local');
  });

  it.each(['web', 'shared'])('reaches nothing of the host through Pod %s', async (pod) => {
    for (const server of hosts) {
      const answer = await get(`pods/${pod}:${portOf(server)}`);
      expect(answer).toContain('503');
      expect(answer).toContain('error trying to reach service: connect ECONNREFUSED');
    }
  });
});

describe('endpoints', () => {
  const message = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  const endpointsOf = (name: string, ip: string, to: number): Endpoints => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace: 'default' },
    subsets: [{ addresses: [{ ip, targetRef: { kind: 'Pod', name } }], ports: [{ port: to, protocol: 'TCP' }] }],
  });
  const sliceOf = (name: string, address: string, to: number): EndpointSlice => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'default' },
    addressType: address.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: to }],
  });
  const serviceOf = (name: string): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port: 80 }] },
  });

  it.each(['127.0.0.1', '127.0.0.2', '127.1.1.1', '::1', '::ffff:127.0.0.1'])('do not lead to %s', async (address) => {
    const [host] = hosts as [Server];
    const created = [
      node.client.resource(resources.endpoints).create(endpointsOf('web', address, portOf(host))),
      node.client.resource(resources.endpointSlices).create(sliceOf('web', address, portOf(host))),
    ];
    for (const creation of created) {
      const error = (await creation.catch((failure) => failure)) as StatusError;
      expect(isInvalid(error)).toBe(true);
      expect(error.message).toContain(message);
    }
  });

  it('do not come to lead to the host later', async () => {
    const all = node.client.resource(resources.endpoints);
    const pod = await node.until('web', isReady);
    const created = await all.create(endpointsOf('web', pod?.status?.podIP ?? '', port));
    const changed = { ...created, subsets: endpointsOf('web', '127.0.0.1', 5432).subsets };
    await expect(all.update(changed as Endpoints)).rejects.toThrow(message);
    const kubernetes = await all.get({ namespace: 'default', name: 'kubernetes' });
    await expect(
      all.update({ ...kubernetes, subsets: endpointsOf('x', '127.0.0.1', 5432).subsets } as Endpoints),
    ).rejects.toThrow(message);
    expect(await all.update({ ...kubernetes, metadata: { ...kubernetes.metadata, labels: { a: 'b' } } })).toBeDefined();
  });

  it('lead to Pods, and the proxy to Services through them', async () => {
    await node.client.resource(resources.services).create(serviceOf('web'));
    expect(await get('services/web')).toBe('200 web');
  });

  it('lead to Pods that share the address of their node, and to what is theirs there', async () => {
    const [host] = hosts as [Server];
    await node.client.resource(resources.endpoints).create(endpointsOf('shared', '127.0.0.1', portOf(host)));
    await node.client.resource(resources.services).create(serviceOf('shared'));
    expect(await get('services/shared')).toContain('connect ECONNREFUSED');
  });
});

/** Resolves when `holds` does: the program in the Pod starts in its own time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
