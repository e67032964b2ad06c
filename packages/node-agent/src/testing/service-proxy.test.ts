import { type AddressInfo, createServer } from 'node:net';
import { type EndpointSlice, type Pod, resources, type Service } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, httpServer, isReady, serviceAddress, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode({ serviceProxy: true });
  await Promise.all(['a', 'b'].map((name) => node.run(name, { containers: [server(name)] })));
  await Promise.all(['a', 'b'].map((name) => node.until(name, isReady)));
});
afterAll(() => node.stop());

const namespace = 'default';
const targetPort = 18080;

const server = (name: string) =>
  httpServer(name, targetPort, {
    readinessProbe: { tcpSocket: { port: targetPort }, periodSeconds: 1 },
    ports: [{ containerPort: targetPort }],
  });

async function serve(name: string, clusterIP: string, spec: Partial<NonNullable<Service['spec']>> = {}) {
  await node.client.resource(resources.services).create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP, ports: [{ name: 'http', port: 8080, targetPort }], ...spec },
  });
}

async function slice(name: string, pods: readonly string[]): Promise<EndpointSlice> {
  const found = await Promise.all(
    pods.map((pod) => node.client.resource(resources.pods).get({ namespace, name: pod })),
  );
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: found.map((pod: Pod) => ({ addresses: [pod.status?.podIP ?? ''], conditions: { ready: true } })),
    ports: [{ name: 'http', port: targetPort, protocol: 'TCP' }],
  };
}

/** Asks until the answer holds: the proxy listens a moment after the Service is there. */
async function answers(address: string, holds: (text: string | undefined) => boolean): Promise<void> {
  for (;;) {
    const text = await ask(address).catch(() => undefined);
    if (holds(text)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const ask = async (address: string): Promise<string> =>
  (await fetch(`http://${address}:8080/`, { headers: { connection: 'close' } })).text();

describe('the service proxy', () => {
  it('spreads connections over endpoints', async () => {
    const address = serviceAddress(1);
    await serve('spread', address);
    await node.client.resource(resources.endpointSlices).create(await slice('spread', ['a', 'b']));
    await answers(address, (text) => text !== undefined);
    const heard = [await ask(address), await ask(address), await ask(address), await ask(address)];
    expect(heard.sort()).toEqual(['a', 'a', 'b', 'b']);
  });

  it('fails no request while endpoints are replaced', async () => {
    const address = serviceAddress(2);
    await serve('rolling', address);
    const slices = node.client.resource(resources.endpointSlices);
    await slices.create(await slice('rolling', ['a']));
    await answers(address, (text) => text === 'a');
    let isOver = false;
    const heard: string[] = [];
    const client = (async () => {
      while (!isOver) heard.push(await ask(address));
    })();
    await node.run('c', { containers: [server('c')] });
    await node.until('c', isReady);
    await slices.patch({ namespace, name: 'rolling' }, { type: 'merge', body: await slice('rolling', ['a', 'c']) });
    await slices.patch({ namespace, name: 'rolling' }, { type: 'merge', body: await slice('rolling', ['c']) });
    await answers(address, (text) => text === 'c');
    // What was on its way to the old endpoint has arrived when the client has heard from the new one.
    await answers(address, () => heard.at(-1) === 'c');
    const gone = await slice('rolling', ['a', 'c']);
    await node.remove('a');
    // Nobody listens there any more: the next endpoint answers instead.
    await slices.patch({ namespace, name: 'rolling' }, { type: 'merge', body: gone });
    await answers(address, () => heard.slice(-20).every((text) => text === 'c'));
    isOver = true;
    await client;
    expect(new Set(heard)).toEqual(new Set(['a', 'c']));
  });

  it('keeps a client at its endpoint where the Service asks for it', async () => {
    const address = serviceAddress(3);
    await serve('sticky', address, { sessionAffinity: 'ClientIP' });
    await node.client.resource(resources.endpointSlices).create(await slice('sticky', ['b', 'c']));
    await answers(address, (text) => text !== undefined);
    const heard = await Promise.all(Array.from({ length: 6 }, () => ask(address)));
    expect(new Set(heard).size).toBe(1);
  });

  it('goes to the endpoints of its zone, and to all where the zone has none', async () => {
    const address = serviceAddress(10);
    const [zone, nodes] = ['topology.kubernetes.io/zone', node.client.resource(resources.nodes)];
    const moveTo = (name: string) =>
      nodes.patch(
        { namespace: '', name: 'node-1' },
        { type: 'merge', body: { metadata: { labels: { [zone]: name } } } },
      );
    await serve('near', address, { trafficDistribution: 'PreferSameZone' });
    const near = await slice('near', ['b', 'c']);
    near.endpoints = near.endpoints?.map((endpoint, index) => ({
      ...endpoint,
      hints: { forZones: [{ name: ['east', 'west'][index] ?? '' }] },
    }));
    await node.client.resource(resources.endpointSlices).create(near);
    const heard = async () => (await Promise.all([ask(address), ask(address), ask(address), ask(address)])).join('');
    const answersAll = async (all: string) => {
      await answers(address, (text) => text !== undefined);
      while ((await heard().then((text) => [...text].sort().join(''))) !== all) await new Promise(setImmediate);
    };
    await answersAll('bbcc');
    await moveTo('west');
    await answersAll('cccc');
    await moveTo('east');
    await answersAll('bbbb');
    await moveTo('north');
    await answersAll('bbcc');
  });

  it('refuses where there is nobody to answer', async () => {
    const address = serviceAddress(4);
    await serve('empty', address);
    await node.client.resource(resources.endpointSlices).create(await slice('empty', ['b']));
    await answers(address, (text) => text === 'b');
    await node.client.resource(resources.endpointSlices).delete({ namespace, name: 'empty' });
    await answers(address, (text) => text === undefined);
    await expect(ask(address)).rejects.toThrow();
  });

  it('leads a port of the host to a pod that asks for it', async () => {
    const hostPort = await freePort();
    const container = server('hosted');
    await node.run('hosted', { containers: [{ ...container, ports: [{ containerPort: targetPort, hostPort }] }] });
    await node.until('hosted', isReady);
    const answer = await fetch(`http://127.0.0.1:${hostPort}/`, { headers: { connection: 'close' } });
    expect(await answer.text()).toBe('hosted');
    await node.run('rival', { containers: [{ ...container, ports: [{ containerPort: targetPort, hostPort }] }] });
    expect((await node.event('rival', 'FailedCreatePodSandBox')).message).toContain(
      `another program of this host has that port`,
    );
    await node.remove('hosted');
    await node.until('rival', isReady);
    await node.remove('rival');
  });

  it('tells where a LoadBalancer is reached', async () => {
    await serve('public', serviceAddress(5), {
      type: 'LoadBalancer',
      ports: [{ name: 'http', port: await freePort(), targetPort }],
    });
    await node.client.resource(resources.endpointSlices).create(await slice('public', ['b']));
    const service = await node.untilObject(
      resources.services,
      'public',
      (object) => object?.status?.loadBalancer?.ingress !== undefined,
    );
    expect(service?.status?.loadBalancer?.ingress).toEqual([{ ip: '127.0.0.1', ipMode: 'Proxy' }]);
  });

  it('gives a port to the Service that waits for it when the first one goes', async () => {
    const ports = [{ name: 'http', port: await freePort(), targetPort }];
    for (const [index, name] of ['first', 'second'].entries()) {
      await serve(name, serviceAddress(6 + index), { type: 'LoadBalancer', ports });
      await node.client.resource(resources.endpointSlices).create(await slice(name, ['b']));
      if (index === 0) await node.untilObject(resources.services, name, hasIngress);
    }
    expect((await node.event('second', 'PortUnavailable')).message).toContain(
      'is served for Service default/first already',
    );
    await node.client.resource(resources.services).delete({ namespace, name: 'first' });
    await node.event('second', 'PortAvailable');
    await node.untilObject(resources.services, 'second', hasIngress);
    await node.client.resource(resources.services).delete({ namespace, name: 'second' });
  });

  it('says when a port that another program has could be had after all', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    await serve('blocked', serviceAddress(8), { type: 'LoadBalancer', ports: [{ name: 'http', port, targetPort }] });
    await node.client.resource(resources.endpointSlices).create(await slice('blocked', ['b']));
    await node.event('blocked', 'PortUnavailable');
    await new Promise((resolve) => blocker.close(resolve));
    await node.event('blocked', 'PortAvailable');
    await node.untilObject(resources.services, 'blocked', hasIngress);
  });

  it('leaves its port to a pod that listens on every address, and says whose it is', async () => {
    const port = await freePort();
    const program = `require('http').createServer((q, r) => r.end('all')).listen(${port}, '0.0.0.0')`;
    const late = `sleep 0.5; exec env -u NODE_OPTIONS '${process.execPath}' -e "${program}"`;
    await node.run('all', { containers: [shell(late)] });
    await node.until('all', isReady);
    await serve('own', serviceAddress(9), { ports: [{ name: 'http', port, targetPort: port }] });
    const own = await slice('own', ['all']);
    await node.client
      .resource(resources.endpointSlices)
      .create({ ...own, ports: [{ name: 'http', port, protocol: 'TCP' }] });
    const { message } = await node.event('own', 'PortUnavailable');
    expect(message).toContain('pod default/all listens on this port of every address');
    const pod = await node.until('all', () => true);
    expect(pod?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    const answer = await fetch(`http://${serviceAddress(9)}:${port}/`, { headers: { connection: 'close' } });
    expect(await answer.text()).toBe('all');
    await node.run('clash', { containers: [shell(late)] });
    expect((await node.event('clash', 'PortConflict')).message).toContain(`that pod default/all has`);
  });
});

const hasIngress = (service: Service | undefined): boolean => service?.status?.loadBalancer?.ingress !== undefined;
