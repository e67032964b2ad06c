import { formatApiVersion, type KubernetesObject } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../conformance/test-server.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { builtInResources } from './index.js';
import { sampleIn } from './samples.js';

type Loose = KubernetesObject & Record<string, never>;

const former = builtInResources.filter(({ lifecycle }) => lifecycle !== undefined);
const merge = 'application/merge-patch+json';

let server: TestServer;
beforeAll(async () => {
  // What is written here is changed by nobody else.
  server = await startTestServer({
    admissionSwitches: { disable: ['StorageObjectInUseProtection'] },
    priorityAndFairness: false,
  });
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

/** The group versions that a manifest of the last ten years may be in. */
const expected = [
  ...[
    'admissionregistration.k8s.io/v1alpha1',
    'admissionregistration.k8s.io/v1beta1',
    'apps/v1beta1',
    'apps/v1beta2',
    'autoscaling/v2beta1',
    'autoscaling/v2beta2',
    'batch/v1beta1',
    'certificates.k8s.io/v1beta1',
  ],
  ...['coordination.k8s.io/v1beta1', 'discovery.k8s.io/v1beta1', 'events.k8s.io/v1beta1'],
  'extensions/v1beta1',
  ...['v1beta1', 'v1beta2', 'v1beta3'].map((version) => `flowcontrol.apiserver.k8s.io/${version}`),
  ...['networking.k8s.io/v1beta1', 'policy/v1beta1'],
  ...['rbac.authorization.k8s.io/v1alpha1', 'rbac.authorization.k8s.io/v1beta1'],
  ...['resource.k8s.io/v1beta1', 'resource.k8s.io/v1beta2'],
  ...['scheduling.k8s.io/v1alpha1', 'scheduling.k8s.io/v1beta1', 'storage.k8s.io/v1alpha1', 'storage.k8s.io/v1beta1'],
];

describe('former versions', () => {
  it('are all there, and none is shown', async () => {
    expect([...new Set(former.map(formatApiVersion))].sort()).toEqual(expected);
    const shown = (await server.send('GET', '/apis')).text;
    const documents = (await server.send('GET', '/openapi/v3')).text;
    for (const apiVersion of expected) {
      expect(shown).not.toContain(apiVersion);
      expect(documents).not.toContain(apiVersion);
      expect((await server.send('GET', `/apis/${apiVersion}`)).status).toBe(404);
    }
    for (const resource of former) expect((await server.send('GET', urlOf(resource))).status).toBe(404);
  });

  it('are shown, and not served, as the configuration says', async () => {
    const runtimeConfig = new Map([
      ['apps/v1beta1', true],
      ['extensions/v1beta1/ingresses', true],
      ['policy/v1beta1', false],
      ['apps/v1', false],
    ]);
    const other = await startTestServer({ runtimeConfig });
    const names = async (path: string) =>
      (await other.send('GET', path)).json<{ resources?: { name: string }[] }>().resources?.map(({ name }) => name);
    expect(await names('/apis/apps/v1beta1')).toContain('deployments/rollback');
    expect(await names('/apis/extensions/v1beta1')).toEqual(['ingresses', 'ingresses/status']);
    expect((await other.send('GET', '/apis/extensions/v1beta1/ingresses')).status).toBe(200);
    expect((await other.send('GET', '/apis/extensions/v1beta1/deployments')).status).toBe(404);
    expect((await other.send('GET', '/openapi/v3')).text).toContain('"apis/apps/v1beta1"');
    expect((await other.send('GET', '/openapi/v3/apis/apps/v1beta1')).text).toContain('RollbackConfig');
    for (const gone of ['policy/v1beta1/poddisruptionbudgets', 'apps/v1/deployments']) {
      expect((await other.send('GET', `/apis/${gone}`)).status).toBe(404);
    }
    await other.close();
  });
});

describe('what is said of former versions', () => {
  it.each([
    [
      'extensions/v1beta1/deployments',
      'extensions/v1beta1 Deployment is deprecated in v1.8+, unavailable in v1.16+; use apps/v1 Deployment',
    ],
    [
      'extensions/v1beta1/ingresses',
      'extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use networking.k8s.io/v1 Ingress',
    ],
    [
      'networking.k8s.io/v1beta1/ingressclasses',
      'networking.k8s.io/v1beta1 IngressClass is deprecated in v1.19+, unavailable in v1.22+; use networking.k8s.io/v1 IngressClassList',
    ],
    [
      'networking.k8s.io/v1beta1/servicecidrs',
      'networking.k8s.io/v1beta1 ServiceCIDR is deprecated in v1.34+, unavailable in v1.37+',
    ],
    ['events.k8s.io/v1beta1/events', 'events.k8s.io/v1beta1 Event is deprecated in v1.22+, unavailable in v1.25+'],
    [
      'batch/v1beta1/cronjobs',
      'batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob',
    ],
    [
      'storage.k8s.io/v1alpha1/csistoragecapacities',
      'storage.k8s.io/v1alpha1 CSIStorageCapacity is deprecated in v1.21+, unavailable in v1.24+; use storage.k8s.io/v1beta1 CSIStorageCapacity',
    ],
  ])('%s', async (path, warning) => {
    const named = await server.send('GET', `/apis/${path.replace(/(?=\/[^/]+$)/, '/namespaces/default')}/x`);
    const clusterWide = await server.send('GET', `/apis/${path}/x`);
    expect([named.headers.warning, clusterWide.headers.warning]).toContainEqual([`299 - "${warning}"`]);
  });
});

describe.each(former.map((resource) => [`${formatApiVersion(resource)} ${resource.kind}`, resource] as const))(
  '%s',
  (name, resource) => {
    it('is written and read in it and in the version that is stored, and is warned of', async () => {
      const url = urlOf(resource);
      const hubUrl = urlOf(resource.hub);
      const sample = sampleIn(resource);
      const created = await server.send('POST', url, { body: sample });
      expect(created.status, created.text).toBe(201);
      expect(created.json()).toMatchObject({ apiVersion: sample.apiVersion, kind: resource.kind });
      const { deprecated = '', removed = '' } = resource.lifecycle ?? {};
      expect(String(created.headers.warning)).toContain(
        `299 - "${name} is deprecated in v${deprecated}+, unavailable in v${removed}+`,
      );
      const now = await server.send('GET', `${hubUrl}/${sample.metadata.name}`);
      expect(now.json()).toMatchObject({ apiVersion: formatApiVersion(resource.hub) });
      expect(now.headers.warning).toBeUndefined();
      // What is read in one version and written in the other changes nothing.
      expect((await server.send('PUT', `${hubUrl}/${sample.metadata.name}`, { body: now.json() })).json()).toEqual(
        now.json(),
      );
      const again = await server.send('PUT', `${url}/${sample.metadata.name}`, { body: created.json() });
      expect(again.json()).toEqual(created.json());
      expect((await server.send('GET', `${hubUrl}/${sample.metadata.name}`)).json()).toEqual(now.json());
      const body = { metadata: { annotations: { patched: 'yes' } } };
      const patched = await server.send('PATCH', `${url}/${sample.metadata.name}`, { body, contentType: merge });
      expect(patched.json().metadata.annotations).toMatchObject({ patched: 'yes' });
      await server.send('DELETE', `${url}/${sample.metadata.name}`);
      const gone = await server.send('GET', `${hubUrl}/${sample.metadata.name}`);
      expect(gone.status).toBe(404);
    });
  },
);

function urlOf(resource: ResourceDefinition): string {
  const namespace = resource.namespaced ? '/namespaces/default' : '';
  return `${resource.group === '' ? '/api' : '/apis'}/${formatApiVersion(resource)}${namespace}/${resource.plural}`;
}

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'hello' }] } };

/** What was written then, and what it says now. */
const meanings: [name: string, collection: string, body: object, hub: string, means: object][] = [
  [
    'a ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1beta1',
    'admissionregistration.k8s.io/v1beta1/validatingwebhookconfigurations',
    { webhooks: [{ name: 'a.made.up', clientConfig: { url: 'https://127.0.0.1:1/' } }] },
    'admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    {
      webhooks: [
        {
          ...{ failurePolicy: 'Ignore', matchPolicy: 'Exact', sideEffects: 'Unknown', timeoutSeconds: 30 },
          ...{ admissionReviewVersions: ['v1beta1'], namespaceSelector: {}, objectSelector: {} },
        },
      ],
    },
  ],
  [
    'a Deployment of apps/v1beta1',
    'apps/v1beta1/namespaces/default/deployments',
    { spec: { template } },
    'apps/v1/namespaces/default/deployments',
    {
      metadata: { labels },
      spec: {
        ...{ selector: { matchLabels: labels }, revisionHistoryLimit: 2, progressDeadlineSeconds: 600 },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      },
    },
  ],
  [
    'a Deployment of extensions/v1beta1',
    'extensions/v1beta1/namespaces/default/deployments',
    { spec: { template, rollbackTo: { revision: 3 } } },
    'apps/v1/namespaces/default/deployments',
    {
      metadata: { annotations: { 'deprecated.deployment.rollback.to': '3' } },
      spec: {
        ...{ selector: { matchLabels: labels }, revisionHistoryLimit: 2147483647 },
        progressDeadlineSeconds: 2147483647,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      },
    },
  ],
  [
    'a StatefulSet of apps/v1beta1',
    'apps/v1beta1/namespaces/default/statefulsets',
    { spec: { template, serviceName: 'web' } },
    'apps/v1/namespaces/default/statefulsets',
    { spec: { selector: { matchLabels: labels }, updateStrategy: { type: 'OnDelete' } } },
  ],
  [
    'a DaemonSet of extensions/v1beta1',
    'extensions/v1beta1/namespaces/default/daemonsets',
    { spec: { template } },
    'apps/v1/namespaces/default/daemonsets',
    { spec: { selector: { matchLabels: labels }, updateStrategy: { type: 'OnDelete' } } },
  ],
  [
    'an Ingress',
    'extensions/v1beta1/namespaces/default/ingresses',
    {
      spec: {
        backend: { serviceName: 'all', servicePort: 'http' },
        rules: [
          { host: 'a.example', http: { paths: [{ path: '/', backend: { serviceName: 'web', servicePort: 80 } }] } },
        ],
      },
    },
    'networking.k8s.io/v1/namespaces/default/ingresses',
    {
      spec: {
        defaultBackend: { service: { name: 'all', port: { name: 'http' } } },
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [
                {
                  ...{ path: '/', pathType: 'ImplementationSpecific' },
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
  ],
  [
    'a claim whose requests are flat',
    'resource.k8s.io/v1beta1/namespaces/default/resourceclaims',
    {
      spec: {
        devices: {
          requests: [
            { name: 'gpu', deviceClassName: 'gpu', adminAccess: false },
            { name: 'any', firstAvailable: [{ name: 'small', deviceClassName: 'gpu' }] },
          ],
        },
      },
    },
    'resource.k8s.io/v1/namespaces/default/resourceclaims',
    {
      spec: {
        devices: {
          requests: [
            {
              name: 'gpu',
              exactly: { deviceClassName: 'gpu', adminAccess: false, allocationMode: 'ExactCount', count: 1 },
            },
            {
              name: 'any',
              firstAvailable: [{ name: 'small', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 }],
            },
          ],
        },
      },
    },
  ],
  [
    'a slice whose devices are basic',
    'resource.k8s.io/v1beta1/resourceslices',
    {
      spec: {
        ...{ driver: 'gpu.example.com', allNodes: true },
        pool: { name: 'all', generation: 0, resourceSliceCount: 1 },
        devices: [{ name: 'gpu-0', basic: { attributes: { model: { string: 'A' } } } }],
      },
    },
    'resource.k8s.io/v1/resourceslices',
    { spec: { allNodes: true, devices: [{ name: 'gpu-0', attributes: { model: { string: 'A' } } }] } },
  ],
  [
    'a budget that selects nothing',
    'policy/v1beta1/namespaces/default/poddisruptionbudgets',
    { spec: { minAvailable: 1, selector: {} } },
    'policy/v1/namespaces/default/poddisruptionbudgets',
    {
      spec: {
        selector: {
          matchExpressions: [{ key: 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match', operator: 'Exists' }],
        },
      },
    },
  ],
  [
    'a binding of rbac v1alpha1',
    'rbac.authorization.k8s.io/v1alpha1/namespaces/default/rolebindings',
    {
      subjects: [
        { kind: 'User', apiVersion: 'rbac.authorization.k8s.io/v1alpha1', name: 'alice' },
        { kind: 'ServiceAccount', apiVersion: 'v1', name: 'robot', namespace: 'default' },
      ],
      roleRef: { kind: 'ClusterRole', name: 'view' },
    },
    'rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    {
      subjects: [
        { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'alice' },
        { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
      ],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    },
  ],
  [
    'an EndpointSlice of v1beta1',
    'discovery.k8s.io/v1beta1/namespaces/default/endpointslices',
    {
      addressType: 'IPv4',
      endpoints: [
        {
          ...{ addresses: ['10.1.2.3'], nodeName: 'n1' },
          topology: { 'kubernetes.io/hostname': 'n1', 'topology.kubernetes.io/zone': 'z1', rack: 'r1' },
        },
      ],
    },
    'discovery.k8s.io/v1/namespaces/default/endpointslices',
    { endpoints: [{ addresses: ['10.1.2.3'], nodeName: 'n1', zone: 'z1', deprecatedTopology: { rack: 'r1' } }] },
  ],
  [
    'an autoscaler of v2beta1',
    'autoscaling/v2beta1/namespaces/default/horizontalpodautoscalers',
    {
      spec: {
        ...{ maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 70 } },
          { type: 'Pods', pods: { metricName: 'rate', targetAverageValue: '10' } },
        ],
      },
    },
    'autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    {
      spec: {
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
          { type: 'Pods', pods: { metric: { name: 'rate' }, target: { type: 'AverageValue', averageValue: '10' } } },
        ],
      },
    },
  ],
];

describe('what former versions say', () => {
  it.each(meanings)('%s', async (name, collection, body, hub, means) => {
    const metadata = { name: name.toLowerCase().replace(/[^a-z0-9]+/g, '-') };
    const created = await server.send('POST', `/apis/${collection}`, { body: { ...body, metadata } });
    expect(created.status, created.text).toBe(201);
    // What was said is said still.
    expect(created.json()).toMatchObject(body);
    expect((await server.send('GET', `/apis/${hub}/${metadata.name}`)).json()).toMatchObject(means);
  });

  it('is owned by its names in the version that it was applied in', async () => {
    const apply = (apiVersion: string, replicas: number, force = false) =>
      server.send(
        'PATCH',
        `/apis/${apiVersion}/namespaces/default/deployments/owned?fieldManager=${apiVersion.replace('/', '-')}&force=${force}`,
        {
          contentType: 'application/apply-patch+yaml',
          body: {
            ...{ apiVersion, kind: 'Deployment', metadata: { name: 'owned' } },
            spec: { replicas, selector: { matchLabels: labels }, template },
          },
        },
      );
    expect((await apply('extensions/v1beta1', 2)).status).toBe(201);
    const other = await apply('apps/v1', 3);
    expect(other.failure()).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(other.text).toContain('extensions-v1beta1');
    const forced = await apply('apps/v1', 3, true);
    expect(forced.status).toBe(200);
    const owners = forced.json<Loose>().metadata.managedFields ?? [];
    expect(owners.map(({ manager, apiVersion }) => [manager, apiVersion]).sort()).toEqual([
      ['apps-v1', 'apps/v1'],
      ['extensions-v1beta1', 'extensions/v1beta1'],
    ]);
    expect(owners.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes('f:replicas'))).toHaveLength(1);
  });

  it('rolls back by a request of its own', async () => {
    const url = '/apis/extensions/v1beta1/namespaces/default/deployments';
    await server.send('POST', url, { body: { metadata: { name: 'back' }, spec: { template } } });
    const rollback = (body: object) => server.send('POST', `${url}/back/rollback`, { body });
    const asked = await rollback({ name: 'back', rollbackTo: { revision: 1 }, updatedAnnotations: { why: 'test' } });
    expect(asked.json()).toMatchObject({
      status: 'Success',
      message: 'rollback request for deployment "back" succeeded',
    });
    expect((await server.send('GET', `${url}/back`)).json()).toMatchObject({
      metadata: { annotations: { why: 'test' } },
      spec: { rollbackTo: { revision: 1 } },
    });
    expect((await rollback({ name: 'other', rollbackTo: {} })).failure()).toMatchObject({
      code: 400,
      message: 'name in URL does not match name in DeploymentRollback object: other',
    });
  });
});
