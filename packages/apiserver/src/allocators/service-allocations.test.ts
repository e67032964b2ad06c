import { type IPAddress, keyOf, type Service, type ServiceCIDR, type ServiceSpec } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairServiceAllocations } from '../bootstrap/service-allocations.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';

const services = '/api/v1/namespaces/default/services';
const addresses = '/apis/networking.k8s.io/v1/ipaddresses';
const cidrs = '/apis/networking.k8s.io/v1/servicecidrs';

let api: TestServer;
beforeEach(async () => {
  const random = { below: () => 0, uuid: () => `${count++}` };
  api = await startTestServer({ serviceCidr: '127.96.0.0/24', nodePorts: [30_000, 30_009], random });
});
afterEach(async () => {
  expect(api.faults).toEqual([]);
  await api.close();
});

let count = 0;
const service = (name: string, spec: Partial<ServiceSpec> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
const create = (name: string, spec?: Partial<ServiceSpec>, query = '') =>
  api.send('POST', `${services}${query}`, { body: service(name, spec) });
const addressOf = async (name: string, spec?: Partial<ServiceSpec>) =>
  (await create(name, spec)).json<Service>().spec.clusterIP;
const held = async () => {
  const list = (await api.send('GET', addresses)).json<{ items: IPAddress[] } & IPAddress>();
  return Object.fromEntries(list.items.map(({ metadata, spec }) => [metadata.name, spec?.parentRef?.name]));
};
const portOf = async (name: string, nodePort?: number) => {
  const answer = await create(name, { type: 'NodePort', ports: [{ port: 80, ...(nodePort && { nodePort }) }] });
  return answer.status === 201 ? answer.json<Service>().spec.ports?.[0]?.nodePort : answer.failure().message;
};

describe('the addresses of Services', () => {
  it('are IPAddresses, the lower ones for those who ask for them', async () => {
    expect(await addressOf('a')).toBe('127.96.0.16');
    expect(await addressOf('b')).toBe('127.96.0.17');
    expect(await addressOf('c', { clusterIP: '127.96.0.9' })).toBe('127.96.0.9');
    expect(await held()).toEqual({
      '127.96.0.1': 'kubernetes',
      '127.96.0.16': 'a',
      '127.96.0.17': 'b',
      '127.96.0.9': 'c',
    });
    expect((await api.send('GET', `${addresses}/127.96.0.9`)).json<IPAddress>()).toMatchObject({
      metadata: {
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'c' } },
    });
  });

  it('are had once, by whoever is first', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, number) => create(`s${number}`, { clusterIP: '127.96.0.9' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422, 422, 422]);
    const [winner] = answers.filter(({ status }) => status === 201).map((answer) => answer.json().metadata.name);
    expect((await held())['127.96.0.9']).toBe(winner);
    expect(answers.find(({ status }) => status === 422)?.failure().message).toMatch(
      /spec.clusterIPs: Invalid value: \["127.96.0.9"\]: failed to allocate IP 127.96.0.9: provided IP is already allocated$/,
    );
    const others = await Promise.all(Array.from({ length: 8 }, (_, number) => addressOf(`o${number}`)));
    expect(new Set(others).size).toBe(8);
  });

  it.each(['10.0.0.1', '127.96.0.0', '127.96.0.255'])('are not %s', async (clusterIP) => {
    expect((await create('a', { clusterIP })).failure().message).toContain(
      `failed to allocate IP ${clusterIP}: the provided network does not match the current range`,
    );
  });

  it('are free again when their Service is gone, is refused, or was a dry run', async () => {
    await create('a', { clusterIP: '127.96.0.9' });
    expect((await create('a', { clusterIP: '127.96.0.10' })).status).toBe(409);
    expect((await create('b', { clusterIP: '127.96.0.11' }, '?dryRun=All')).json<Service>().spec.clusterIP).toBe(
      '127.96.0.11',
    );
    await api.send('PATCH', `${services}/a`, {
      contentType: 'application/merge-patch+json',
      body: { spec: { type: 'ExternalName', externalName: 'x.io', clusterIP: '', clusterIPs: [] } },
    });
    expect(await held()).toEqual({ '127.96.0.1': 'kubernetes' });
    await create('c', { clusterIP: '127.96.0.9' });
    await api.send('DELETE', `${services}/c`);
    expect(await held()).toEqual({ '127.96.0.1': 'kubernetes' });
  });

  it('come of another range when somebody adds one, and of none that is not ready', async () => {
    await api.server.context.objects.serviceCidrs.update({ namespace: '', name: 'kubernetes' }, (cidr) => ({
      ...cidr,
      metadata: { ...cidr.metadata, finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    }));
    await api.send('DELETE', `${cidrs}/kubernetes`);
    expect((await create('a')).failure().message).toContain('failed to allocate a serviceIP: range is full');
    const more: ServiceCIDR = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'more' },
      spec: { cidrs: ['127.97.0.0/28'] },
    };
    await api.send('POST', cidrs, { body: more });
    expect(await addressOf('a')).toBe('127.97.0.1');
    await api.server.context.objects.serviceCidrs.update(
      keyOf(more),
      (cidr) => ({
        ...cidr,
        status: {
          conditions: [
            { type: 'Ready', status: 'False', reason: 'x', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' },
          ],
        },
      }),
      { subresource: 'status' },
    );
    expect((await create('b')).status).toBe(422);
  });

  it('are given back to their Service when somebody deletes them', async () => {
    await create('a', { clusterIP: '127.96.0.9' });
    const watch = api.watch(`${addresses}?watch=true&fieldSelector=metadata.name%3D127.96.0.9`);
    await watch.next();
    await api.send('DELETE', `${addresses}/127.96.0.9`);
    expect((await watch.next()).value).toMatchObject({ type: 'DELETED' });
    expect((await watch.next()).value).toMatchObject({ type: 'ADDED', object: { spec: { parentRef: { name: 'a' } } } });
    watch.stop();
  });
});

describe('the node ports of Services', () => {
  it('are had once', async () => {
    expect(await portOf('a', 30_001)).toBe(30_001);
    expect(await portOf('b', 30_001)).toContain('provided port is already allocated');
    expect(await portOf('b', 80)).toContain(
      'provided port is not in the valid range. The range of valid ports is 30000-30009',
    );
    const ports = await Promise.all(Array.from({ length: 9 }, (_, number) => portOf(`s${number}`)));
    expect(new Set(ports).size).toBe(9);
    expect(await portOf('b')).toContain('failed to allocate a nodePort: range is full');
    await api.send('DELETE', `${services}/a`);
    expect(await portOf('b')).toBe(30_001);
  });
});

describe('a server that starts', () => {
  it('gives Services what they are said to have, and takes what nobody has any more', async () => {
    await portOf('a', 30_001);
    const { objects, serviceAllocator } = api.server.context;
    const address = objects.services.get('default', 'a')?.spec.clusterIP ?? '';
    await serviceAllocator.nodePorts.replace([30_005]);
    await serviceAllocator.addresses.allocate({ namespace: 'default', name: 'ghost' }, { dryRun: false });
    const taken = { namespace: 'default', name: 'thief' };
    await api.server.context.serviceAllocator.addresses.release(address);
    await serviceAllocator.addresses.allocate(taken, { requested: '127.96.0.9', dryRun: false });
    await repairServiceAllocations(api.server.context);
    expect(await held()).toEqual({ '127.96.0.1': 'kubernetes', [address]: 'a' });
    expect(await portOf('b', 30_005)).toBe(30_005);
    expect(await portOf('c', 30_001)).toContain('provided port is already allocated');
  });
});
