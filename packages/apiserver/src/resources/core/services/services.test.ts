import type { Service, ServiceSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import type { ServiceAllocator } from '../../../allocators/service-allocator.js';
import type { ServerContext } from '../../../server/server-context.js';
import { rowOf, ruleErrors, updateErrors } from '../../resource-test-tools.js';
import { reserveAllocations } from './service-allocation.js';
import { keepAllocations } from './service-carry-over.js';
import { services } from './services.js';

function service(spec: ServiceSpec = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { ports: [{ port: 80 }], ...spec },
  };
}

describe('defaults of Services', () => {
  it('fills in what the API documents', () => {
    const object = service();
    services.strategy.defaults?.(object);
    expect(object.spec).toEqual({
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    });
  });
});

describe('validation of Services', () => {
  it.each<[string, ServiceSpec, string[]]>([
    ['a plain Service', {}, []],
    ['no ports', { ports: [] }, ['spec.ports: Required value']],
    ['no ports of a headless one', { ports: [], clusterIP: 'None' }, []],
    [
      'a port out of range',
      { ports: [{ port: 0 }] },
      [
        'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'two ports without names',
      { ports: [{ port: 1 }, { port: 2 }] },
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      'two ports of a name',
      {
        ports: [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
      },
      ['spec.ports[1].name: Duplicate value: "a"'],
    ],
    [
      'an unknown type',
      { type: 'x' },
      ['spec.type: Unsupported value: "x": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
    ],
    [
      'a node port of the wrong type',
      { ports: [{ port: 1, nodePort: 30000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'a headless node port',
      { type: 'NodePort', clusterIP: 'None' },
      [`spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services`],
    ],
    ['an external name without one', { type: 'ExternalName', ports: [] }, ['spec.externalName: Required value']],
    [
      'a bad affinity',
      { sessionAffinity: 'x' },
      ['spec.sessionAffinity: Unsupported value: "x": supported values: "ClientIP", "None"'],
    ],
    [
      'an address that is none',
      { clusterIP: 'x' },
      ['spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'a policy for traffic that does not come',
      { externalTrafficPolicy: 'Local' },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      'a family that the cluster has not',
      { ipFamilies: ['IPv6'] },
      ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ],
    [
      'two families',
      { ipFamilyPolicy: 'RequireDualStack' },
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
      ],
    ],
    ['a family twice', { ipFamilies: ['IPv4', 'IPv4'] }, ['spec.ipFamilies[1]: Duplicate value: "IPv4"']],
    [
      'a distribution of traffic that nobody knows',
      { trafficDistribution: 'Foo' },
      [
        'spec.trafficDistribution: Unsupported value: "Foo": supported values: "PreferClose", "PreferSameNode", "PreferSameZone"',
      ],
    ],
  ])('of %s', (_case, spec, errors) => {
    expect(ruleErrors(services, service(spec))).toEqual(errors);
  });

  it('keeps the address', () => {
    const old = service({ clusterIP: '127.96.0.9' });
    expect(updateErrors(services, { old, next: service({ clusterIP: '127.96.0.10' }) })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["127.96.0.10"]: may not change once set',
    ]);
  });
});

describe('what Services may not share', () => {
  async function update(old: ServiceSpec | undefined, next: ServiceSpec) {
    const log: string[] = [];
    const before = old && service(old);
    const object = service(next);
    if (before !== undefined) services.strategy.defaults?.(before);
    services.strategy.defaults?.(object);
    if (before !== undefined) keepAllocations(object, before);
    const server = { serviceAllocator: recording(log) } as unknown as ServerContext;
    const reservation = await reserveAllocations(object, before, { server, dryRun: false });
    await reservation?.written();
    return { log, address: object.spec.clusterIP, ports: object.spec.ports?.map(({ nodePort }) => nodePort) };
  }

  const nodePort = { type: 'NodePort', clusterIP: '127.96.0.9', ports: [{ port: 80, nodePort: 30001 }] };
  it.each<[string, ServiceSpec | undefined, ServiceSpec, object]>([
    ['is taken by a new one', undefined, {}, { log: ['take any'], address: '127.96.0.20', ports: [undefined] }],
    [
      'is what it asks for',
      undefined,
      nodePort,
      { log: ['take 127.96.0.9', 'take 30001'], address: '127.96.0.9', ports: [30001] },
    ],
    [
      'is nothing for a headless one',
      undefined,
      { clusterIP: 'None' },
      { log: [], address: 'None', ports: [undefined] },
    ],
    ['is kept', nodePort, { type: 'NodePort' }, { log: [], address: '127.96.0.9', ports: [30001] }],
    [
      'goes with the type',
      nodePort,
      { type: 'ClusterIP' },
      { log: ['free 30001'], address: '127.96.0.9', ports: [undefined] },
    ],
    [
      'goes with the address',
      nodePort,
      { type: 'ExternalName', externalName: 'x', ports: [] },
      { log: ['free 30001', 'free 127.96.0.9'], address: undefined, ports: [] },
    ],
    [
      'is one number for all protocols of a port',
      undefined,
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 53, protocol: 'UDP' },
          { name: 'b', port: 53 },
        ],
      },
      { log: ['take any', 'take any'], address: '127.96.0.20', ports: [30020, 30020] },
    ],
  ])('%s', async (_case, old, next, result) => {
    expect(await update(old, next)).toEqual(result);
  });
});

describe('columns of Services', () => {
  it.each<[ServiceSpec, object]>([
    [
      { type: 'ClusterIP', clusterIP: '127.96.0.9' },
      { 'External-IP': '<none>', 'Port(s)': '80/TCP', 'Cluster-IP': '127.96.0.9' },
    ],
    [{ type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }, { 'Port(s)': '80:30001/TCP' }],
    [{ type: 'LoadBalancer' }, { 'External-IP': '<pending>' }],
    [
      { type: 'ExternalName', externalName: 'example.com', ports: [] },
      { 'External-IP': 'example.com', 'Port(s)': '<none>', 'Cluster-IP': '<none>' },
    ],
    [{ selector: { b: '2', a: '1' } }, { Selector: 'a=1,b=2' }],
  ])('of %j', (spec, row) => {
    const object = service(spec);
    services.strategy.defaults?.(object);
    expect(rowOf(services, object, 0)).toMatchObject(row);
  });
});

/** An allocator of which everything is free, with everything that is asked of it written down. */
function recording(log: string[]): ServiceAllocator {
  return {
    addresses: {
      allocate: async (_holder, { requested }) => {
        log.push(`take ${requested ?? 'any'}`);
        return requested ?? '127.96.0.20';
      },
      release: async (address) => void log.push(`free ${address}`),
    },
    nodePorts: {
      allocate: async ({ requested }) => {
        log.push(`take ${requested ?? 'any'}`);
        return requested ?? 30020;
      },
      release: async (port) => void log.push(`free ${port}`),
      replace: async () => {},
    },
  };
}
