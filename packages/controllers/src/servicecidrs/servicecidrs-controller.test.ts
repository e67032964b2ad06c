import { findCondition, type IPAddress, resources, type Service, type ServiceCIDR, TestClock } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { covers, holdsAddress } from './cidrs.js';
import { planServiceCidr } from './plan.js';

const finalizer = 'networking.k8s.io/service-cidr-finalizer';
const named = (name: string) => ({ namespace: '', name });
const cidr = (name: string, cidrs: string[], metadata: ServiceCIDR['metadata'] = {}): ServiceCIDR => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name, finalizers: [finalizer], ...metadata },
  spec: { cidrs },
});
const address = (name: string): IPAddress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name, labels: { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } },
  spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
});

describe('ranges', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '2001:db8::/64', false],
    ['2001:db8::/32', '2001:db8:1::/64', true],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected);
  });

  it.each([
    ['10.0.0.0/24', '10.0.0.255', true],
    ['10.0.0.0/24', '10.0.1.0', false],
    ['10.0.0.0/24', '::1', false],
    ['x', '10.0.0.1', false],
  ])('%s holds %s: %s', (range, one, expected) => {
    expect(holdsAddress(range, one)).toBe(expected);
  });
});

describe('what is done about a ServiceCIDR', () => {
  const now = Date.parse('2026-01-01T00:01:00Z');
  const deleted = (seconds: number) => ({ deletionTimestamp: new Date(now - seconds * 1000).toISOString() });
  const plan = (own: ServiceCIDR, others: ServiceCIDR[] = [], addresses: string[] = []) => {
    const { actions, requeueAfterMs } = planServiceCidr(own, { others, addresses: addresses.map(address), now });
    const [action] = actions;
    const object = action !== undefined && 'object' in action ? (action.object as ServiceCIDR) : undefined;
    const done =
      action?.verb === 'update'
        ? object?.metadata.finalizers
        : findCondition(object?.status?.conditions, 'Ready')?.status;
    return { done, requeueAfterMs };
  };
  const ranges = ['10.0.0.0/24'];

  it.each<[string, ReturnType<typeof plan>, unknown]>([
    ['is held', plan(cidr('a', ranges, { finalizers: ['x'] })), { done: ['x', finalizer] }],
    ['is ready', plan(cidr('a', ranges)), { done: 'True' }],
    ['waits to go while servers may not know', plan(cidr('a', ranges, deleted(4))), { requeueAfterMs: 6000 }],
    ['goes then', plan(cidr('a', ranges, deleted(10))), { done: [] }],
    ['stays for its addresses', plan(cidr('a', ranges, deleted(10)), [], ['10.0.0.1']), { done: 'False' }],
    ['goes when they are of another range', plan(cidr('a', ranges, deleted(10)), [], ['10.0.1.1']), { done: [] }],
    [
      'goes when another covers it',
      plan(cidr('a', ranges, deleted(10)), [cidr('b', ['10.0.0.0/8'])], ['10.0.0.1']),
      { done: [] },
    ],
    [
      'goes when others have its addresses',
      plan(cidr('a', ranges, deleted(10)), [cidr('b', ['10.0.0.0/28'])], ['10.0.0.1']),
      { done: [] },
    ],
  ])('%s', (_case, { done, requeueAfterMs }, expected) => {
    expect({ ...(done && { done }), ...(requeueAfterMs && { requeueAfterMs }) }).toEqual(expected);
  });
});

describe('the ServiceCIDR controller', () => {
  const clock = new TestClock();
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ clock });
  });
  afterAll(() => cluster.stop());

  it('keeps a range until its last address is given back', async () => {
    const { client } = cluster;
    const isReady = (status: string) => (found: ServiceCIDR | undefined) =>
      findCondition(found?.status?.conditions, 'Ready')?.status === status;
    await cluster.until(resources.serviceCidrs, named('kubernetes'), isReady('True'));
    await client.resource(resources.serviceCidrs).create(cidr('more', ['127.97.0.0/28'], { finalizers: [] }));
    await cluster.until(resources.serviceCidrs, named('more'), isReady('True'));
    const service: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { clusterIP: '127.97.0.2', ports: [{ port: 80 }] },
    };
    await client.resource(resources.services).create(service);
    await client.resource(resources.serviceCidrs).delete(named('more'));
    await cluster.until(resources.serviceCidrs, named('more'), isReady('False'));
    await client.resource(resources.services).delete({ namespace: 'default', name: 'web' });
    await cluster.until(resources.ipAddresses, named('127.97.0.2'), (found) => found === undefined);
    clock.advance(10_000);
    await cluster.until(resources.serviceCidrs, named('more'), (found) => found === undefined);
  });
});
