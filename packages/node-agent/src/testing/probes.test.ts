import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Probe } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, isReady, shell, startTestNode, type TestNode } from './test-node.js';

describe('a port that another program of the host has', () => {
  let node: TestNode;
  let other: Server;
  let port: number;
  beforeAll(async () => {
    node = await startTestNode();
    other = createServer((_request, response) => response.end('the host'));
    await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
    ({ port } = other.address() as AddressInfo);
  });
  afterAll(async () => {
    other.close();
    await node.stop();
  });

  const kinds: [string, (port: number) => Probe][] = [
    ['tcp', (at) => ({ tcpSocket: { port: at } })],
    ['http', (at) => ({ httpGet: { port: at, path: '/x' } })],
    ['grpc', (at) => ({ grpc: { port: at } })],
  ];

  it.each(kinds)('makes no pod ready through a %s probe', async (kind, probe) => {
    const name = `sleeper-${kind}`;
    await node.run(name, {
      containers: [shell('sleep 1000', { readinessProbe: { ...probe(port), periodSeconds: 1 } })],
    });
    const { message } = await node.event(name, 'Unhealthy');
    expect(message).toContain(`:${port}: connect: connection refused (another program of this host has the port`);
    expect(isReady(await node.until(name, () => true))).toBe(false);
  });

  it.each(kinds.slice(0, 2))('is not asked where a child of the pod listens: %s probe', async (kind, probe) => {
    const own = await freePort();
    const server = `require('http').createServer((q, r) => r.end()).listen(${own})`;
    await node.run(`server-${kind}`, {
      containers: [shell(`'${process.execPath}' -e "${server}" & wait`, { readinessProbe: probe(own) })],
    });
    await node.until(`server-${kind}`, isReady);
  });
});
