import { type EndpointSlice, type Endpoints, resources } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pod, replicaSet, service } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const services = () => cluster.client.resource(resources.services);
const slicesOf = (name: string, holds: (slices: EndpointSlice[]) => boolean) =>
  cluster.untilAll(resources.endpointSlices, (all) =>
    holds(all.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)),
  );
const addresses = (slices: EndpointSlice[]): number =>
  slices.reduce((sum, { endpoints }) => sum + (endpoints?.length ?? 0), 0);

async function runReplicas(replicas: number): Promise<void> {
  cluster.runPods();
  const { metadata: _, ...sample } = replicaSet('web');
  const spec = { ...(sample.spec ?? { selector: {} }), replicas };
  await cluster.client
    .resource(resources.replicaSets)
    .create({ ...sample, metadata: { namespace: 'default', name: 'web' }, spec });
}

describe('EndpointSlices', () => {
  it('begin empty, name every ready Pod, and go with the Service', async () => {
    await services().create(service('web', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }));
    await slicesOf('web', ([first]) => first !== undefined && (first.endpoints ?? []).length === 0);
    await runReplicas(2);
    const all = await slicesOf('web', (slices) => slices.some(({ endpoints }) => endpoints?.length === 2));
    const slice = all.find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web');
    expect(slice).toMatchObject({
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      metadata: { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' } },
    });
    expect(slice?.endpoints?.[0]).toMatchObject({
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: 'Pod', namespace: 'default' },
    });
    await services().delete({ namespace: 'default', name: 'web' });
    await slicesOf('web', (slices) => slices.length === 0);
  });

  it('hold a hundred endpoints each', async () => {
    await services().create(service('web'));
    await runReplicas(230);
    const all = await slicesOf('web', (slices) => addresses(slices) === 230);
    expect(
      all
        .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')
        .map(({ endpoints }) => endpoints?.length ?? 0)
        .every((count) => count <= 100),
    ).toBe(true);
  });

  it('mirror Endpoints that are kept by hand', async () => {
    await services().create({ ...service('manual'), spec: { ports: [{ port: 80 }] } });
    const endpoints: Endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { namespace: 'default', name: 'manual' },
      subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 8080 }] }],
    };
    await cluster.client.resource(resources.endpoints).create(endpoints);
    const slices = await slicesOf('manual', (found) => addresses(found) === 1);
    expect(slices.find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'manual')).toMatchObject({
      endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    });
  });
});

describe('Endpoints', () => {
  it('tell ready Pods from others, and go with the Service', async () => {
    await services().create(service('web'));
    const key = { namespace: 'default', name: 'web' };
    await cluster.client.resource(resources.pods).create(pod('a', { metadata: { labels: { app: 'web' } } }));
    await cluster.client
      .resource(resources.pods)
      .patch(
        { namespace: 'default', name: 'a' },
        { type: 'merge', body: { status: { podIP: '10.1.1.1', podIPs: [{ ip: '10.1.1.1' }] } } },
        { subresource: 'status' },
      );
    const found = await cluster.until(resources.endpoints, key, (object) => (object?.subsets ?? []).length > 0);
    expect(found?.subsets).toMatchObject([
      {
        notReadyAddresses: [{ ip: '10.1.1.1', targetRef: { kind: 'Pod', name: 'a' } }],
        ports: [{ port: 80, protocol: 'TCP' }],
      },
    ]);
    await services().delete(key);
    await cluster.until(resources.endpoints, key, (object) => object === undefined);
  });
});
