import {
  type ConfigMap,
  type CoreV1Event,
  type Endpoints,
  isQualifiedName,
  type Namespace,
  type Node,
  type Secret,
} from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../conformance/test-server.js';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../resource-test-tools.js';
import { configmaps } from './configmaps.js';
import { endpoints } from './endpoints.js';
import { events } from './events/events.js';
import { namespaces } from './namespaces.js';
import { nodes } from './nodes/nodes.js';
import { secrets } from './secrets.js';

const metadata = { name: 'x', namespace: 'default' };

describe('ComponentStatus', () => {
  it('tells of the store, and warns that it is old', async () => {
    const server = await startTestServer();
    const list = await server.send('GET', '/api/v1/componentstatuses');
    expect(list.headers.warning).toEqual(['299 - "v1 ComponentStatus is deprecated in v1.19+"']);
    expect(list.json()).toMatchObject({ kind: 'ComponentStatusList', items: [{ metadata: { name: 'etcd-0' } }] });
    expect((await server.send('GET', '/api/v1/componentstatuses/etcd-0')).json()).toMatchObject({
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    });
    const missing = (await server.send('GET', '/api/v1/componentstatuses/x')).failure();
    expect(missing.message).toBe('componentstatus "x" not found');
    await server.close();
  });
});

describe('ConfigMaps', () => {
  const configMap = (rest: Partial<ConfigMap>): ConfigMap => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    ...rest,
  });
  const keyRule = `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`;
  it.each<[string, Partial<ConfigMap>, string[]]>([
    ['a bad key', { data: { 'a b': '' } }, [`data[a b]: Invalid value: "a b": ${keyRule}`]],
    [
      'a key twice',
      { data: { a: '' }, binaryData: { a: '' } },
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    ['too much', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }, ['[]: Too long: may not be more than 1048576 bytes']],
  ])('refuse %s', (_case, rest, errors) => {
    expect(ruleErrors(configmaps, configMap(rest))).toEqual(errors);
  });

  it('stay as they are once immutable', () => {
    const old = configMap({ immutable: true, data: { a: '1' } });
    expect(updateErrors(configmaps, { old, next: configMap({ data: { a: '2' } }) })).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
  });

  it('count their entries', () => {
    expect(rowOf(configmaps, configMap({ data: { a: '' }, binaryData: { b: '' } }), 0)).toMatchObject({ Data: 2 });
  });
});

describe('Secrets', () => {
  const secret = (rest: Partial<Secret>): Secret => ({ apiVersion: 'v1', kind: 'Secret', metadata, ...rest });

  it('store texts as bytes', () => {
    const object = secret({ stringData: { a: 'hello' }, data: { a: 'eA==', b: 'eQ==' } });
    secrets.strategy.defaults?.(object);
    expect(object).toEqual(secret({ type: 'Opaque', data: { a: 'aGVsbG8=', b: 'eQ==' } }));
  });

  it.each<[string, Partial<Secret>, string[]]>([
    ['kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    ['kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']],
    ['kubernetes.io/ssh-auth', { data: { 'ssh-privatekey': '' } }, []],
    [
      'kubernetes.io/service-account-token',
      {},
      ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ],
  ])('of type %s need what it promises', (type, rest, errors) => {
    expect(ruleErrors(secrets, secret({ type, ...rest }))).toEqual(errors);
  });

  it('keep their type', () => {
    expect(updateErrors(secrets, { old: secret({ type: 'a' }), next: secret({ type: 'b' }) })).toEqual([
      'type: Invalid value: "b": field is immutable',
    ]);
  });
});

describe('Nodes', () => {
  const node = (spec: Node['spec'], rest: Partial<Node> = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    spec,
    ...rest,
  });

  it.each<[string, Node['spec'], string[]]>([
    [
      'a taint without a key',
      { taints: [{ effect: 'NoSchedule' } as never] },
      [
        'metadata.taints[0].key: Invalid value: "": name part must be non-empty',
        `metadata.taints[0].key: Invalid value: "": ${isQualifiedName('')[1]}`,
      ],
    ],
    [
      'an unknown effect',
      { taints: [{ key: 'a', effect: 'x' }] },
      [
        'metadata.taints[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
  ])('refuse %s', (_case, spec, errors) => {
    expect(ruleErrors(nodes, node(spec))).toEqual(errors);
  });

  it.each<[object, string]>([
    [{ status: { conditions: [{ type: 'Ready', status: 'True' }] } }, 'Ready'],
    [{ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, 'NotReady'],
    [{ spec: { unschedulable: true } }, 'Unknown,SchedulingDisabled'],
  ])('of %j are %s', (rest, status) => {
    expect(rowOf(nodes, node({}, rest), 0)).toMatchObject({ Status: status });
  });

  it('show their roles', () => {
    const labels = {
      'node-role.kubernetes.io/worker': '',
      'node-role.kubernetes.io/control-plane': '',
      'kubernetes.io/role': 'x',
    };
    expect(rowOf(nodes, node({}, { metadata: { name: 'n', labels } }), 0)).toMatchObject({
      Roles: 'control-plane,worker,x',
    });
  });

  it('say their address range once', () => {
    const old = node({ podCIDR: '10.0.0.0/24' });
    expect(updateErrors(nodes, { old, next: node({ podCIDR: '10.0.1.0/24' }) })).toEqual([
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ]);
  });
});

describe('Endpoints', () => {
  const object: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [
      {
        addresses: [{ ip: '127.80.0.1' }, { ip: '127.80.0.2' }],
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
    ],
  };

  it('show the first three', () => {
    expect(rowOf(endpoints, object, 0)).toMatchObject({
      Endpoints: '127.80.0.1:1,127.80.0.2:1,127.80.0.1:2 + 1 more...',
    });
    expect(rowOf(endpoints, { ...object, subsets: [] }, 0)).toMatchObject({ Endpoints: '<none>' });
  });

  it('may be loopback addresses, but none at all is wrong', () => {
    expect(ruleErrors(endpoints, object)).toEqual([]);
    expect(ruleErrors(endpoints, { ...object, subsets: [{}] })).toEqual([
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    ]);
  });
});

describe('Events', () => {
  const event: CoreV1Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
  };

  it('are kept with what they are about', () => {
    expect(ruleErrors(events, { ...event, involvedObject: { ...event.involvedObject, namespace: 'other' } })).toEqual([
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ]);
    expect(ruleErrors(events, { ...event, involvedObject: { kind: 'Node', name: 'n' } })).toEqual([]);
  });

  it('say when they happened last, and how often', () => {
    const now = Date.UTC(2026, 0, 1, 1);
    const firstTimestamp = '2026-01-01T00:00:00Z';
    const row = {
      ...event,
      message: 'hi ',
      firstTimestamp,
      lastTimestamp: '2026-01-01T00:59:30Z',
      count: 3,
      source: { component: 'kubelet', host: 'n' },
    };
    expect(rowOf(events, row, now)).toEqual({
      'Last Seen': '30s',
      Type: '',
      Reason: '',
      Object: 'pod/web',
      Subobject: '',
      Source: 'kubelet, n',
      Message: 'hi',
      'First Seen': '60m',
      Count: 3,
      Name: 'x',
    });
    const series = { count: 9, lastObservedTime: '2026-01-01T00:59:50.000000Z' };
    expect(rowOf(events, { ...event, eventTime: firstTimestamp, series }, now)).toMatchObject({
      'Last Seen': '10s',
      'First Seen': '60m',
      Count: 9,
    });
  });
});

describe('Namespaces', () => {
  const namespace = (rest: Partial<Namespace> = {}): Namespace => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'x' },
    spec: {},
    ...rest,
  });

  it('carry their name as a label, and a finalizer', () => {
    const object = namespace();
    namespaces.strategy.defaults?.(object);
    namespaces.strategy.prepareForCreate?.(object, someWrite);
    expect(object).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    expect(namespaces.strategy.heldBack?.(object)).toBe(true);
  });

  it('are named like a part of a host name', () => {
    expect(namespaces.strategy.nameRule?.('a.b')).toEqual(['must not contain dots']);
  });
});
