import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type KubernetesObject, TestClock, type Timer } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../conformance/self-signed.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';
import { parseScrape } from './scrape.js';
import { nodeUsage, podUsage } from './usage.js';

const start = Date.UTC(2026, 0, 1);
/** A second passes as soon as somebody waits for it. */
class ImpatientClock extends TestClock {
  override setTimeout(callback: () => void, milliseconds: number): Timer {
    const timer = super.setTimeout(callback, milliseconds);
    if (milliseconds === 1000) setImmediate(() => pass(1, { node: 2, main: 0.25, side: 0.05 }));
    return timer;
  }
}

const clock = new ImpatientClock(start);
let server: TestServer;
let agent: https.Server;
/** What the agent has counted: seconds of CPU time of the node and of both containers. */
let used = { node: 100, main: 10, side: 1 };
let asked = 0;

/** A kubelet's answer. Both containers have run for a minute when the tests begin. */
function resourceMetrics(): string {
  const sample = (name: string, labels: string, value: number) => `${name}${labels} ${value} ${clock.now()}`;
  const labels = (container: string) => `{container="${container}",namespace="default",pod="web"}`;
  return [
    '# TYPE container_cpu_usage_seconds_total counter',
    ...(['main', 'side'] as const).flatMap((name) => [
      sample('container_cpu_usage_seconds_total', labels(name), used[name]),
      sample('container_memory_working_set_bytes', labels(name), 20 * 1024 ** 2),
      sample('container_start_time_seconds', labels(name), start / 1000 - 60),
    ]),
    sample('node_cpu_usage_seconds_total', '', used.node),
    sample('node_memory_working_set_bytes', '', 1024 ** 3),
  ].join('\n');
}

beforeAll(async () => {
  agent = https.createServer(await selfSigned('node-1'), (request, response) => {
    asked += request.url === '/metrics/resource' ? 1 : 0;
    response.end(resourceMetrics());
  });
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  server = await startTestServer({ clock });
  const post = (url: string, body: unknown) => server.send('POST', url, { body });
  await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  for (const name of ['node-1', 'node-2']) {
    await post('/api/v1/nodes', { metadata: { name, labels: { disk: name === 'node-1' ? 'fast' : 'slow' } } });
  }
  const { port } = agent.address() as AddressInfo;
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  const patch = { body: { status }, contentType: 'application/merge-patch+json' };
  await server.send('PATCH', '/api/v1/nodes/node-1/status', patch);
  for (const [name, nodeName] of [
    ['web', 'node-1'],
    ['idle', 'node-2'],
  ] as const) {
    const spec = { nodeName, containers: [{ name: 'main', image: 'i' }] };
    await post('/api/v1/namespaces/default/pods', { metadata: { name, labels: { app: name } }, spec });
  }
});

afterAll(async () => {
  await server.close();
  agent.closeAllConnections();
  agent.close();
  expect(server.faults).toEqual([]);
});

const get = (path: string, accept?: string) =>
  server.send('GET', `/apis/metrics.k8s.io/v1beta1${path}`, accept ? { headers: { accept } } : {});

/** Time passes, and so much is used. */
function pass(seconds: number, more: typeof used): void {
  used = { node: used.node + more.node, main: used.main + more.main, side: used.side + more.side };
  clock.advance(seconds * 1000);
}

interface Metrics extends KubernetesObject {
  window: string;
  usage?: unknown;
  containers?: { name: string; usage: { cpu: string; memory: string } }[];
}

describe('metrics.k8s.io', () => {
  it('is measured when somebody asks for the first time', async () => {
    expect(asked).toBe(0);
    const list = (await get('/nodes')).json<KubernetesObject & { items: Metrics[] }>();
    expect(list).toMatchObject({ kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {} });
    expect(list.items.map(({ metadata, window, usage }) => [metadata.name, window, usage])).toEqual([
      ['node-1', '1s', { cpu: '2', memory: '1Gi' }],
    ]);
    expect(asked).toBe(2);
  });

  it('is what was used since it was asked for the last time', async () => {
    pass(20, { node: 10, main: 5, side: 1 });
    const pod = (await get('/namespaces/default/pods/web')).json<Metrics>();
    expect(pod).toMatchObject({ kind: 'PodMetrics', window: '20s', metadata: { labels: { app: 'web' } } });
    expect(pod.containers).toEqual([
      { name: 'main', usage: { cpu: '250m', memory: '20Mi' } },
      { name: 'side', usage: { cpu: '50m', memory: '20Mi' } },
    ]);
    expect(asked).toBe(3);
    await get('/pods');
    expect(asked).toBe(3);
  });

  it('selects by labels and fields', async () => {
    const names = async (path: string) =>
      (await get(path)).json<{ items: Metrics[] }>().items.map(({ metadata }) => metadata.name);
    expect(await names('/nodes?labelSelector=disk%3Dfast')).toEqual(['node-1']);
    expect(await names('/nodes?labelSelector=disk%3Dslow')).toEqual([]);
    expect(await names('/pods?fieldSelector=metadata.name%3Dweb')).toEqual(['web']);
    expect(await names('/namespaces/other/pods')).toEqual([]);
  });

  it('is a table', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = (await get('/pods', accept)).json<{
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[] }[];
    }>();
    expect(table.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'cpu', 'memory', 'Window']);
    expect(table.rows.map(({ cells }) => cells)).toEqual([['web', '300m', '40Mi', '20s']]);
  });

  it('knows nothing of those that nobody has measured', async () => {
    const message = async (path: string) => (await get(path)).failure().message;
    expect(await message('/namespaces/default/pods/idle')).toBe('podmetrics.metrics.k8s.io "default/idle" not found');
    expect(await message('/nodes/node-2')).toBe('nodemetrics.metrics.k8s.io "node-2" not found');
    expect((await server.send('DELETE', '/apis/metrics.k8s.io/v1beta1/nodes/node-1')).status).toBe(405);
  });

  it('measures anew what was not asked for in a while', async () => {
    pass(600, { node: 600, main: 0, side: 0 });
    expect((await get('/nodes/node-1')).json<Metrics>()).toMatchObject({ window: '1s', usage: { cpu: '2' } });
  });

  it('is discovered, explained, and in reach of who may view', async () => {
    const list = (await server.send('GET', '/apis/metrics.k8s.io/v1beta1')).json<{ resources: object[] }>();
    expect(list.resources).toEqual([
      { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
      { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
    ]);
    const openapi = await server.send('GET', '/openapi/v3/apis/metrics.k8s.io/v1beta1');
    expect(openapi.text).toContain('namespaces/{namespace}/pods/{name}');
    const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregated-metrics-reader';
    expect((await server.send('GET', role)).json().metadata.labels).toMatchObject({
      'rbac.authorization.k8s.io/aggregate-to-view': 'true',
    });
  });
});

describe('what an agent says', () => {
  const scrape = (lines: string[]) => parseScrape(lines.join('\n'), 5000);
  const container = (name: string, [cpu, memory, started]: [number, number, number], time: number) => [
    `container_cpu_usage_seconds_total{container="${name}",namespace="n",pod="p"} ${cpu} ${time}`,
    `container_memory_working_set_bytes{container="${name}",namespace="n",pod="p"} ${memory} ${time}`,
    `container_start_time_seconds{container="${name}",namespace="n",pod="p"} ${started} ${time}`,
  ];

  it.each<[string, string[], string[], unknown]>([
    ['counts from the start of what has just started', [], container('a', [1, 10, 2], 4000), [['a', 0.5]]],
    ['waits for what has only begun', [], container('a', [1, 10, 3.5], 4000), undefined],
    [
      'counts from the start of what was started again',
      container('a', [9, 10, 1], 2000),
      container('a', [1, 10, 2], 4000),
      [['a', 0.5]],
    ],
    [
      'says nothing of a counter that went back',
      container('a', [9, 10, 1], 2000),
      container('a', [1, 10, 1], 4000),
      undefined,
    ],
    [
      'says nothing of a Pod of which one container is not known',
      [],
      [...container('a', [1, 10, 2], 4000), ...container('b', [1, 10, 3.9], 4000)],
      undefined,
    ],
  ])('%s', (_, before, latest, expected) => {
    const usage = podUsage(scrape(before), scrape(latest), 'n/p');
    expect(usage?.map(({ name, usage: { cores } }) => [name, cores])).toEqual(expected);
  });

  it('says nothing of a node until it was asked twice', () => {
    const node = (cpu: number, time: number) => [
      `node_cpu_usage_seconds_total ${cpu} ${time}`,
      `node_memory_working_set_bytes 7 ${time}`,
    ];
    const [first, second] = [scrape(node(1, 1000)), scrape(node(2, 3000))];
    expect(nodeUsage(undefined, first)).toBeUndefined();
    expect(nodeUsage(first, second)).toEqual({ time: 3000, window: 2000, cores: 0.5, memoryBytes: 7 });
  });
});
