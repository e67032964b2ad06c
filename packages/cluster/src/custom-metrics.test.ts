import https from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type APIService,
  type Deployment,
  formatTime,
  type ResourceType,
  resources,
  TestClock,
  type V2HorizontalPodAutoscaler,
  type V2MetricSpec,
} from '@sampan/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './pki/certificate-authority.js';
import { type InProcessCluster, startCluster } from './start-cluster.js';

const clock = new TestClock(Date.UTC(2026, 0, 1));
let cluster: InProcessCluster;
let adapter: https.Server;
let port: number;
/** What the adapter says of each Pod, of the Ingress, of the namespace and of the queue. */
let values = { pods: '0', ingress: '0', namespace: '0', queue: '0' };
const asked = new Set<string>();

const key = { namespace: 'default', name: 'web' };

/** What an adapter (of Prometheus, say) answers for the metrics that it knows. */
function answer(url: URL): object | undefined {
  const [, , group, version, , namespace, ...rest] = url.pathname.split('/');
  const timestamp = formatTime(clock.now());
  if (namespace === undefined) return { kind: 'APIResourceList', groupVersion: `${group}/${version}`, resources: [] };
  const list = (items: object[]) => ({ kind: 'MetricValueList', apiVersion: `${group}/${version}`, items });
  switch (rest.join('/')) {
    case 'pods/*/qps':
      return list([
        { describedObject: { kind: 'Pod', name: 'web-0' }, timestamp, windowSeconds: 60, value: values.pods },
      ]);
    case 'ingresses.networking.k8s.io/main/hits':
      return list([{ describedObject: { kind: 'Ingress', name: 'main' }, timestamp, value: values.ingress }]);
    case 'metrics/tickets':
      return list([{ describedObject: { kind: 'Namespace', name: namespace }, timestamp, value: values.namespace }]);
    case 'queue':
      return list([
        { metricName: 'queue', timestamp, value: values.queue },
        { metricName: 'queue', timestamp, value: values.queue },
      ]);
    default:
      return undefined;
  }
}

beforeAll(async () => {
  const authority = await createAuthority('test');
  const names = { commonName: 'adapter.default.svc', dnsNames: ['adapter.default.svc'], usages: ['server'] as const };
  adapter = https.createServer(await issueCertificate(authority, names), (request, response) => {
    const found = answer(new URL(request.url ?? '/', 'https://adapter'));
    if (request.headers['x-remote-user'] === 'system:kube-controller-manager') asked.add(request.url ?? '');
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => adapter.listen(0, 'localhost', resolve));
  port = (adapter.address() as AddressInfo).port;
  cluster = await startCluster({ clock, scheduler: false });
  const { client } = cluster;
  await client.resource(resources.services).create({
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'adapter', namespace: 'default' } },
    spec: { type: 'ExternalName', externalName: 'localhost' },
  });
  const caBundle = Buffer.from(authority.cert).toString('base64');
  for (const [group, version] of [
    ['custom.metrics.k8s.io', 'v1beta2'],
    ['external.metrics.k8s.io', 'v1beta1'],
  ] as const) {
    const name = `${version}.${group}`;
    await client.resource(resources.apiServices).create({
      ...{ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name } },
      spec: {
        ...{ group, version, groupPriorityMinimum: 100, versionPriority: 100, caBundle },
        service: { namespace: 'default', name: 'adapter', port },
      },
    });
    await until<APIService>(resources.apiServices, { namespace: '', name }, ({ status }) =>
      status?.conditions?.some((each) => each.reason === 'Passed'),
    );
  }
  await client.resource(resources.pods).create({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', namespace: 'default', labels: { app: 'web' } } },
    spec: { containers: [{ name: 'main', image: 'one' }] },
  });
  const pod = await client.resource(resources.pods).get({ namespace: 'default', name: 'web-0' });
  const conditions = [{ type: 'Ready', status: 'True' }];
  await client.resource(resources.pods).updateStatus({ ...pod, status: { phase: 'Running', conditions } });
  // Its selector selects the Pod above; no other is made, because it is paused.
  await client.resource(resources.deployments).create({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: key },
    spec: {
      ...{ replicas: 1, paused: true, selector: { matchLabels: { app: 'web' } } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'one' }] } },
    },
  });
});

afterAll(async () => {
  await whileTimePasses(cluster.stop());
  adapter.closeAllConnections();
  adapter.close();
});

async function whileTimePasses<T>(promise: Promise<T>): Promise<T> {
  const passing = setInterval(() => clock.advance(1000), 5);
  try {
    return await promise;
  } finally {
    clearInterval(passing);
  }
}

/** Waits, while time passes, until an object is so. */
async function until<T extends { metadata: object; apiVersion: string; kind: string }>(
  type: ResourceType<T>,
  object: { namespace: string; name: string },
  holds: (object: T) => boolean | undefined,
): Promise<T> {
  const resource = cluster.client.resource(type);
  const look = async (): Promise<T> => {
    for (;;) {
      const found = await resource.get(object);
      if (holds(found)) return found;
      const abort = new AbortController();
      const { resourceVersion = '' } = found.metadata as { resourceVersion?: string };
      const fieldSelector = `metadata.name=${object.name}`;
      for await (const event of resource.watch({ ...object, resourceVersion, fieldSelector }, abort.signal)) {
        if (event.type !== 'ERROR' && holds(event.object as T)) return event.object as T;
      }
    }
  };
  return whileTimePasses(look());
}

const average = (averageValue: string) => ({ type: 'AverageValue', averageValue });

it.each<[string, V2MetricSpec, Partial<typeof values>, string]>([
  [
    'pods',
    { type: 'Pods', pods: { metric: { name: 'qps' }, target: average('10') } },
    { pods: '30' },
    'pods/*/qps?labelSelector=app%3Dweb',
  ],
  [
    'an object',
    {
      type: 'Object',
      object: {
        describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' },
        ...{ metric: { name: 'hits' }, target: { type: 'Value', value: '10' } },
      },
    },
    { ingress: '30' },
    'ingresses.networking.k8s.io/main/hits',
  ],
  [
    'its namespace',
    {
      type: 'Object',
      object: {
        describedObject: { apiVersion: 'v1', kind: 'Namespace', name: 'default' },
        ...{ metric: { name: 'tickets' }, target: average('10') },
      },
    },
    { namespace: '30' },
    'metrics/tickets',
  ],
  [
    'the world',
    {
      type: 'External',
      external: { metric: { name: 'queue', selector: { matchLabels: { shop: 'a' } } }, target: average('10') },
    },
    { queue: '15' },
    'queue?labelSelector=shop%3Da',
  ],
])('an autoscaler goes by metrics of %s, which a server behind an APIService knows', async (_, metric, given, path) => {
  values = { pods: '0', ingress: '0', namespace: '0', queue: '0', ...given };
  const { client } = cluster;
  await client.resource(resources.deployments).patch(key, { type: 'merge', body: { spec: { replicas: 1 } } });
  const autoscaler: V2HorizontalPodAutoscaler = {
    ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: key },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      ...{ maxReplicas: 9, metrics: [metric] },
    },
  };
  await client.resource(resources.horizontalPodAutoscalers).create(autoscaler);
  await until<Deployment>(resources.deployments, key, ({ spec }) => spec.replicas === 3);
  expect([...asked].some((url) => url.endsWith(`/namespaces/default/${path}`))).toBe(true);
  await client.resource(resources.horizontalPodAutoscalers).delete(key);
});
