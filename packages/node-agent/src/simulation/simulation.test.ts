import { isConditionTrue, type KubernetesObject, type Pod, type ResourceType, resources, TestClock } from '@sampan/api';
import { type RunningApiserver, startApiserver } from '@sampan/apiserver';
import { type Client, createClient, createInformer, createInProcessTransport, silentLogger } from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from './start-simulator.js';

describe('simulated nodes', () => {
  let server: RunningApiserver;
  let client: Client;
  let clock: TestClock;
  let simulator: { stop(): Promise<void> };

  beforeEach(async () => {
    clock = new TestClock();
    server = await startApiserver({ clock });
    client = createClient(createInProcessTransport(server.request, { name: 'admin', groups: ['system:masters'] }));
    await client
      .resource(resources.serviceAccounts)
      .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'default', name: 'default' } });
    simulator = await start();
  });

  afterEach(async () => {
    await simulator.stop();
    await server.close();
  });

  const start = () => startSimulator({ client, clock, logger: silentLogger, nodes: 3, maxPods: 10 });

  /** Resolves with the objects of a resource once `holds` is true of them, as soon as it is. */
  async function until<T extends KubernetesObject>(
    type: ResourceType<T>,
    holds: (objects: readonly T[]) => boolean,
  ): Promise<readonly T[]> {
    const informer = createInformer(client, type, { clock });
    try {
      return await new Promise<readonly T[]>((resolve) => {
        const look = () => {
          const objects = informer.lister.list();
          if (holds(objects)) resolve(objects);
        };
        informer.subscribe({ added: look, updated: look, deleted: look });
        informer.start();
        informer.synced.then(look);
      });
    } finally {
      await informer.stop();
    }
  }

  function run(name: string, nodeName: string, spec: Partial<Pod['spec']> = {}): Promise<Pod> {
    return client.resource(resources.pods).create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'default', name },
      spec: { nodeName, containers: [{ name: 'main', image: 'any' }], ...spec },
    });
  }

  const isRunning = ({ status }: Pod) => status?.phase === 'Running' && isConditionTrue(status.conditions, 'Ready');

  it('are ready, and give their leases signs of life', async () => {
    const nodes = await client.resource(resources.nodes).list();
    expect(
      nodes.items.map(({ metadata, spec, status }) => [metadata.name, spec?.podCIDR, status?.allocatable?.pods]),
    ).toEqual([
      ['simulated-1', '100.64.0.0/24', '10'],
      ['simulated-2', '100.64.1.0/24', '10'],
      ['simulated-3', '100.64.2.0/24', '10'],
    ]);
    expect(nodes.items.every(({ status }) => isConditionTrue(status?.conditions, 'Ready'))).toBe(true);
    const first = await until(resources.leases, (leases) => leases.length === 3);
    clock.advance(150_000);
    const later = await until(resources.leases, (leases) =>
      leases.every(({ spec }) => spec?.renewTime !== first[0]?.spec?.renewTime),
    );
    expect(later.map(({ spec }) => spec?.renewTime)).toEqual(Array(3).fill('2026-01-01T00:02:30.000000Z'));
  });

  it('come back when somebody deletes them', async () => {
    await until(resources.leases, (leases) => leases.length === 3);
    await client.resource(resources.nodes).delete({ namespace: '', name: 'simulated-2' });
    await client.resource(resources.leases).delete({ namespace: 'kube-node-lease', name: 'simulated-2' });
    clock.advance(150_000);
    await until(resources.leases, (leases) => leases.length === 3);
    expect((await client.resource(resources.nodes).list()).items).toHaveLength(3);
  });

  it('run the Pods that are bound to them, each with an address of its own, and let them go', async () => {
    const sidecar = { name: 'side', image: 'any', restartPolicy: 'Always' };
    await run('a', 'simulated-1', { initContainers: [{ name: 'init', image: 'any' }, sidecar] });
    await run('b', 'simulated-1');
    await run('c', 'simulated-3');
    await run('d', 'elsewhere');
    const pods = await until(resources.pods, (all) => all.filter(isRunning).length === 3);
    const addresses = Object.fromEntries(pods.map(({ metadata, status }) => [metadata.name, status?.podIP]));
    expect([addresses.a, addresses.b].sort()).toEqual(['100.64.0.1', '100.64.0.2']);
    expect([addresses.c, addresses.d]).toEqual(['100.64.2.1', undefined]);
    const a = pods.find(({ metadata }) => metadata.name === 'a');
    expect(a?.status?.initContainerStatuses).toMatchObject([
      { name: 'init', state: { terminated: { exitCode: 0 } } },
      { name: 'side', ready: true },
    ]);
    await client.resource(resources.pods).delete({ namespace: 'default', name: 'a' });
    await until(resources.pods, (all) => all.every(({ metadata }) => metadata.name !== 'a'));
  });

  it('go on as they were when they are started again', async () => {
    await run('a', 'simulated-1');
    const [before] = await until(resources.pods, (all) => all.some(isRunning));
    await simulator.stop();
    await run('b', 'simulated-1');
    simulator = await start();
    const pods = await until(resources.pods, (all) => all.filter(isRunning).length === 2);
    expect(pods.find(({ metadata }) => metadata.name === 'a')).toEqual(before);
    expect(pods.find(({ metadata }) => metadata.name === 'b')?.status?.podIP).toBe('100.64.0.2');
  });
});
