import type {
  ControllerRevision,
  Ingress,
  IngressClass,
  IngressSpec,
  IPAddress,
  LimitRange,
  LimitRangeItem,
  NetworkPolicy,
  NetworkPolicySpec,
  PriorityClass,
  ServiceCIDR,
  StorageClass,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { controllerrevisions } from './apps/controllerrevisions.js';
import { limitranges } from './core/limitranges.js';
import { ingressclasses } from './networking/ingressclasses.js';
import { ingresses } from './networking/ingresses.js';
import { ipaddresses } from './networking/ipaddresses.js';
import { networkpolicies } from './networking/networkpolicies.js';
import { servicecidrs } from './networking/servicecidrs.js';
import { rowOf, ruleErrors, updateErrors } from './resource-test-tools.js';
import { priorityclasses } from './scheduling/priorityclasses.js';
import { storageclasses } from './storage/storageclasses.js';

const metadata = { name: 'x', namespace: 'default' };

describe('Ingresses', () => {
  const ingress = (spec: IngressSpec): Ingress => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec,
  });
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const rule = (path: object) => ({ rules: [{ host: 'example.com', http: { paths: [path as never] } }] });

  it.each<[string, IngressSpec, string[]]>([
    ['nothing', {}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
    ['a backend alone', { defaultBackend: backend }, []],
    [
      'a resource without a name',
      { defaultBackend: { resource: { kind: 'Bucket', name: '' } } },
      ['spec.defaultBackend.resource.name: Required value'],
    ],
    [
      'no path type',
      rule({ path: '/', backend }),
      ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
    ],
    [
      'a relative path',
      rule({ path: 'a', pathType: 'Prefix', backend }),
      ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'],
    ],
    [
      'no port',
      rule({ path: '/', pathType: 'Prefix', backend: { service: { name: 'web' } } }),
      ['spec.rules[0].http.paths[0].backend: Required value: port name or number is required'],
    ],
    [
      'an address for a host',
      { rules: [{ host: '1.2.3.4' }] },
      ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
    ],
  ])('with %s', (_case, spec, errors) => {
    expect(ruleErrors(ingresses, ingress(spec))).toEqual(errors);
  });

  it('show hosts and ports', () => {
    const object = ingress({
      ingressClassName: 'nginx',
      tls: [{}],
      rules: ['a', 'b', 'c', 'd'].map((host) => ({ host })),
    });
    object.status = { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } };
    expect(rowOf(ingresses, object, 0)).toMatchObject({
      Class: 'nginx',
      Hosts: 'a,b,c + 1 more...',
      Address: '127.0.0.1',
      Ports: '80, 443',
    });
  });
});

describe('IngressClasses', () => {
  const ingressClass = (spec: IngressClass['spec']): IngressClass => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'x' },
    spec: spec ?? {},
  });

  it('keep their controller, which has a domain', () => {
    expect(ruleErrors(ingressclasses, ingressClass({ controller: 'nginx' }))).toEqual([
      'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
    ]);
    const [old, next] = [ingressClass({ controller: 'a.io/b' }), ingressClass({ controller: 'a.io/c' })];
    expect(updateErrors(ingressclasses, { old, next })).toEqual([
      'spec.controller: Invalid value: "a.io/c": field is immutable',
    ]);
  });
});

describe('IPAddresses', () => {
  const ipAddress = (parentRef: object | undefined): IPAddress => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: '10.0.0.1' },
    spec: { parentRef } as IPAddress['spec'],
  });

  it.each<[string, object | undefined, string[]]>([
    ['nobody', undefined, ['spec.parentRef: Required value']],
    ['nobody in particular', {}, ['spec.parentRef.resource: Required value', 'spec.parentRef.name: Required value']],
    [
      'somebody whose name is a path',
      { resource: 'services', namespace: 'a/b', name: '..' },
      [
        `spec.parentRef.name: Invalid value: "..": may not be '..'`,
        `spec.parentRef.namespace: Invalid value: "a/b": may not contain '/'`,
      ],
    ],
  ])('are not of %s', (_case, parentRef, errors) => {
    expect(ruleErrors(ipaddresses, ipAddress(parentRef))).toEqual(errors);
  });

  it('stay with whom they are, and show it', () => {
    const [old, next] = ['a', 'b'].map((name) => ipAddress({ group: 'x.io', resource: 'Gateways', name })) as [
      IPAddress,
      IPAddress,
    ];
    expect(updateErrors(ipaddresses, { old, next })).toEqual([
      'spec.parentRef: Invalid value: {"group":"x.io","resource":"Gateways","name":"b"}: field is immutable',
    ]);
    expect(rowOf(ipaddresses, old, 0)).toMatchObject({ ParentRef: 'gateways.x.io/a' });
  });
});

describe('ServiceCIDRs', () => {
  const serviceCidr = (cidrs: string[]): ServiceCIDR => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'x' },
    spec: { cidrs },
  });

  it.each<[string[], string[]]>([
    [[], ['spec.cidrs: Required value: at least one CIDR required']],
    [
      ['10.0.0.0/8', '::/64', '11.0.0.0/8'],
      ['spec.cidrs: Invalid value: {"cidrs":["10.0.0.0/8","::/64","11.0.0.0/8"]}: may only hold up to 2 values'],
    ],
    [
      ['10.0.0.0'],
      ['spec.cidrs[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ],
    [
      ['10.0.0.0/8', '11.0.0.0/8'],
      [
        'spec.cidrs: Invalid value: ["10.0.0.0/8","11.0.0.0/8"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      ],
    ],
    [['10.0.0.0/8', '2001:db8::/64'], []],
  ])('have ranges: %j', (cidrs, errors) => {
    expect(ruleErrors(servicecidrs, serviceCidr(cidrs))).toEqual(errors);
  });

  it.each<[string[], string[], string[]]>([
    [['10.0.0.0/8'], ['11.0.0.0/8'], ['spec.cidrs[0]: Invalid value: "11.0.0.0/8": field is immutable']],
    [['10.0.0.0/8'], ['10.0.0.0/8', '2001:db8::/64'], []],
    [
      ['10.0.0.0/8', '2001:db8::/64'],
      ['10.0.0.0/8'],
      ['spec.cidrs: Invalid value: ["10.0.0.0/8"]: field is immutable'],
    ],
  ])('keep their ranges: %j to %j', (before, after, errors) => {
    expect(updateErrors(servicecidrs, { old: serviceCidr(before), next: serviceCidr(after) })).toEqual(errors);
  });
});

describe('NetworkPolicies', () => {
  const policy = (spec: Partial<NetworkPolicySpec>): NetworkPolicy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: {}, ...spec },
  });

  it('are about what comes in, unless they speak of what goes out', () => {
    const object = policy({ egress: [{}] });
    networkpolicies.strategy.defaults?.(object);
    expect(object.spec?.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it.each<[string, Partial<NetworkPolicySpec>, string[]]>([
    [
      'a peer of no kind',
      { ingress: [{ from: [{}] }] },
      ['spec.ingress[0].from[0]: Required value: must specify a peer'],
    ],
    [
      'a peer of two kinds',
      { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] },
      ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer'],
    ],
    [
      'exceptions outside of the network',
      {
        ingress: [
          { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.0.0.0/8', '11.0.0.0/16'] } }] },
        ],
      },
      [
        'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
        'spec.ingress[0].from[0].ipBlock.except[2]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
      ],
    ],
    [
      'ports that end before they begin',
      { egress: [{ ports: [{ port: 10, endPort: 5 }] }] },
      ['spec.egress[0].ports[0].endPort: Invalid value: 10: must be greater than or equal to `port`'],
    ],
  ])('refuse %s', (_case, spec, errors) => {
    expect(ruleErrors(networkpolicies, policy(spec))).toEqual(errors);
  });
});

describe('PriorityClasses', () => {
  const priorityClass = (name: string, value: number): PriorityClass => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
  });

  it.each<[string, number, string[]]>([
    ['mine', 1_000_000_000, []],
    ['mine', 1_000_000_001, ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000']],
    [
      'system-mine',
      1,
      [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
      ],
    ],
    ['system-node-critical', 2_000_001_000, []],
  ])('%s of %i', (name, value, errors) => {
    expect(ruleErrors(priorityclasses, priorityClass(name, value))).toEqual(errors);
  });

  it('keep their value', () => {
    expect(updateErrors(priorityclasses, { old: priorityClass('a', 1), next: priorityClass('a', 2) })).toEqual([
      'value: Forbidden: may not be changed in an update.',
    ]);
  });
});

describe('LimitRanges', () => {
  const limitRange = (limit: Partial<LimitRangeItem>): LimitRange => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata,
    spec: { limits: [{ type: 'Container', ...limit }] },
  });

  it('say one thing by another', () => {
    const object = limitRange({ max: { cpu: '2' }, default: { memory: '1Gi' } });
    limitranges.strategy.defaults?.(object);
    expect(object.spec?.limits).toEqual([
      {
        type: 'Container',
        max: { cpu: '2' },
        default: { cpu: '2', memory: '1Gi' },
        defaultRequest: { cpu: '2', memory: '1Gi' },
      },
    ]);
  });

  it('do not contradict themselves', () => {
    expect(ruleErrors(limitranges, limitRange({ type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }))).toEqual([
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
    ]);
  });
});

describe('StorageClasses', () => {
  const storageClass = (rest: Partial<StorageClass>): StorageClass => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'x' },
    provisioner: 'a.io/disk',
    ...rest,
  });

  it('show which is the default', () => {
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    expect(rowOf(storageclasses, storageClass({ metadata: { name: 'x', annotations } }), 0)).toMatchObject({
      Name: 'x (default)',
    });
  });

  it('keep what volumes were made by', () => {
    const next = storageClass({ parameters: { a: 'b' }, reclaimPolicy: 'Retain' });
    expect(updateErrors(storageclasses, { old: storageClass({}), next })).toEqual([
      'parameters: Invalid value: {"a":"b"}: field is immutable',
      'reclaimPolicy: Invalid value: "Retain": field is immutable',
    ]);
  });
});

describe('ControllerRevisions', () => {
  it('show whose they are', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true };
    const object: ControllerRevision = {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { ...metadata, ownerReferences: [owner] },
      revision: 2,
      data: {},
    };
    expect(rowOf(controllerrevisions, object, 0)).toMatchObject({ Controller: 'statefulset.apps/db', Revision: 2 });
  });
});
