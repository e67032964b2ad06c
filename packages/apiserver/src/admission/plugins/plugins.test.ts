import type { Ingress, KubernetesObject, Pod } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../../server/start-apiserver.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

let api: RunningApiserver;

beforeAll(async () => {
  api = await startApiserver();
  await post('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
});

afterAll(() => api.close());

describe('NamespaceLifecycle', () => {
  it('refuses what has no namespace', async () => {
    expect(await post('/api/v1/namespaces/nowhere/configmaps', configMap('a'))).toMatchObject({
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
  });

  it.each(['default', 'kube-system', 'kube-public'])('keeps %s', async (name) => {
    expect(await call('DELETE', `/api/v1/namespaces/${name}`)).toMatchObject({
      code: 403,
      message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    });
  });

  it('creates nothing in a namespace on its way out', async () => {
    await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'leaving' } });
    await call('DELETE', '/api/v1/namespaces/leaving');
    expect(await post('/api/v1/namespaces/leaving/configmaps', configMap('a'))).toMatchObject({
      code: 403,
      message:
        'configmaps "a" is forbidden: unable to create new content in namespace leaving because it is being terminated',
      details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
    });
  });
});

describe('a Pod that is replaced', () => {
  it('keeps its priority and its default tolerations', async () => {
    const created = (await post('/api/v1/namespaces/default/pods', pod('replaced'))) as Pod;
    const { priority: _, preemptionPolicy: _policy, tolerations: _tolerations, ...spec } = created.spec;
    const body = { ...created, spec, metadata: { name: 'replaced', labels: { a: 'b' } } };
    const replaced = (await call('PUT', '/api/v1/namespaces/default/pods/replaced', body)) as Pod;
    expect(replaced.metadata?.labels).toEqual({ a: 'b' });
    expect(replaced.spec).toEqual(created.spec);
  });
});

describe('TaintNodesByCondition', () => {
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const other = { key: 'dedicated', value: 'db', effect: 'NoExecute' };

  it.each([
    ['beside its own taints', [other], [other, taint]],
    ['once', [taint], [taint]],
  ])('keeps Pods from a new node, %s', async (name, taints, expected) => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: name.replaceAll(' ', '-') }, spec: { taints } };
    expect(await post('/api/v1/nodes', node)).toMatchObject({ spec: { taints: expected } });
  });
});

describe('StorageObjectInUseProtection', () => {
  it('has a claim protected, beside what else holds it', async () => {
    const claim = (name: string, finalizers: string[]) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, finalizers },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const protection = 'kubernetes.io/pvc-protection';
    for (const [name, finalizers] of [
      ['one', ['example.com/hold']],
      ['two', [protection]],
    ] as const) {
      const created = (await post(claims, claim(name, [...finalizers]))) as KubernetesObject;
      expect(created.metadata.finalizers).toEqual([...new Set([...finalizers, protection])]);
    }
  });
});

describe('ServiceAccount', () => {
  it('gives a Pod an account and its token', async () => {
    const { spec } = (await post('/api/v1/namespaces/default/pods', pod('with-token'))) as Pod;
    const [volume] = spec.volumes ?? [];
    expect(spec.serviceAccountName).toBe('default');
    expect(volume?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(volume?.projected?.sources?.map((source) => Object.keys(source)[0])).toEqual([
      'serviceAccountToken',
      'configMap',
      'downwardAPI',
    ]);
    expect(spec.containers[0]?.volumeMounts).toEqual([
      { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
  });

  it('gives none to a Pod that wants none', async () => {
    const { spec } = (await post(
      '/api/v1/namespaces/default/pods',
      pod('without-token', { automountServiceAccountToken: false }),
    )) as Pod;
    expect(spec.volumes).toBeUndefined();
  });

  it('refuses an account that does not exist', async () => {
    expect(await post('/api/v1/namespaces/default/pods', pod('a', { serviceAccountName: 'nobody' }))).toMatchObject({
      code: 403,
      message:
        'pods "a" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    });
  });

  it('waits for the account that a new namespace is about to get', async () => {
    await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } });
    const waiting = post('/api/v1/namespaces/fresh/pods', pod('early'));
    await post('/api/v1/namespaces/fresh/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    expect(await waiting).toMatchObject({ kind: 'Pod', spec: { serviceAccountName: 'default' } });
  });
});

describe('Priority and DefaultTolerationSeconds', () => {
  it('complete a Pod', async () => {
    const { spec } = (await post('/api/v1/namespaces/default/pods', pod('plain'))) as Pod;
    expect(spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(spec.tolerations?.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ]);
  });

  it('take the value from the class', async () => {
    const critical = pod('critical', { priorityClassName: 'system-cluster-critical' });
    expect(await post('/api/v1/namespaces/default/pods', critical)).toMatchObject({
      spec: { priority: 2_000_000_000 },
    });
    expect(await post('/api/v1/namespaces/default/pods', pod('x', { priorityClassName: 'none' }))).toMatchObject({
      code: 403,
      message: 'pods "x" is forbidden: no PriorityClass with name none was found',
    });
  });
});

describe('LimitRanger', () => {
  beforeAll(async () => {
    await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'limited' } });
    await post('/api/v1/namespaces/limited/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    });
    await post('/api/v1/namespaces/limited/limitranges', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'limits' },
      spec: {
        limits: [
          { type: 'Container', max: { cpu: '2' }, default: { cpu: '1' }, defaultRequest: { cpu: '500m' } },
          { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } },
        ],
      },
    });
  });

  it.each([
    ['10Mi', 'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 10Mi'],
    ['3Gi', 'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi'],
  ])('refuses a claim of %s', async (storage, why) => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    };
    expect(await post('/api/v1/namespaces/limited/persistentvolumeclaims', claim)).toMatchObject({
      code: 403,
      message: `persistentvolumeclaims "data" is forbidden: ${why}`,
    });
  });

  it('says what containers get', async () => {
    expect(await post('/api/v1/namespaces/limited/pods', pod('plain'))).toMatchObject({
      metadata: {
        annotations: {
          'kubernetes.io/limit-ranger':
            'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
        },
      },
      spec: { containers: [{ resources: { requests: { cpu: '500m' }, limits: { cpu: '1' } } }] },
    });
  });

  it('refuses too much', async () => {
    const greedy = { containers: [{ name: 'c', image: 'hello', resources: { limits: { cpu: '3' } } }] };
    expect(await post('/api/v1/namespaces/limited/pods', pod('greedy', greedy))).toMatchObject({
      code: 403,
      message: 'pods "greedy" is forbidden: maximum cpu usage per Container is 2, but limit is 3',
    });
  });
});

describe('DefaultIngressClass', () => {
  it.each([
    ['says nothing of a class', {}, {}, 'shared'],
    ['names a class', {}, { ingressClassName: 'own' }, 'own'],
    ['names one by the annotation', { 'kubernetes.io/ingress.class': 'old' }, {}, undefined],
  ])('an Ingress that %s', async (_, annotations, spec, expected) => {
    const metadata = { name: 'shared', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } };
    await post('/apis/networking.k8s.io/v1/ingressclasses', { metadata, spec: { controller: 'example.com/a' } });
    const service = { name: 'web', port: { number: 80 } };
    const created = await post('/apis/networking.k8s.io/v1/namespaces/default/ingresses', {
      metadata: { generateName: 'in-', annotations },
      spec: { ...spec, defaultBackend: { service } },
    });
    expect((created as Ingress).spec?.ingressClassName).toBe(expected);
  });
});

describe('DefaultStorageClass and PersistentVolumeClaimResize', () => {
  const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
  const claim = (name: string, storage: string, spec = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
  });

  beforeAll(async () => {
    for (const [name, isDefault] of [
      ['first', 'true'],
      ['other', 'false'],
    ]) {
      const annotations = { 'storageclass.kubernetes.io/is-default-class': isDefault };
      const metadata = { name, annotations };
      const body = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, provisioner: 'example.com/disk' };
      await post('/apis/storage.k8s.io/v1/storageclasses', body);
    }
  });

  it.each([
    ['says nothing of a class', {}, 'first'],
    ['wants none', { storageClassName: '' }, ''],
    ['names one', { storageClassName: 'other' }, 'other'],
  ])('give a claim that %s its class', async (_case, spec, storageClassName) => {
    const created = await post(claims, claim(`class-of-${storageClassName || 'nobody'}`, '1Gi', spec));
    expect(created).toMatchObject({ spec: { storageClassName } });
    await call('DELETE', `${claims}/class-of-${storageClassName || 'nobody'}`);
  });

  it('let a claim grow where its class lets volumes grow', async () => {
    await post(claims, claim('growing', '1Gi'));
    const patch = (path: string, body: object) => call('PATCH', `${claims}/growing${path}`, body);
    await patch('/status', { status: { phase: 'Bound', capacity: { storage: '1Gi' } } });
    const larger = { spec: { resources: { requests: { storage: '2Gi' } } } };
    expect(await patch('', larger)).toMatchObject({
      code: 403,
      message:
        'persistentvolumeclaims "growing" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    });
    await call('PATCH', '/apis/storage.k8s.io/v1/storageclasses/first', { allowVolumeExpansion: true });
    expect(await patch('', larger)).toMatchObject(larger);
  });
});

describe('PodSecurity', () => {
  const namespace = (name: string, labels: Record<string, string>) =>
    post('/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: {
        name,
        labels: Object.fromEntries(
          Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]),
        ),
      },
    });

  it('refuses a Pod that its namespace does not allow', async () => {
    await namespace('guarded', { enforce: 'baseline', 'enforce-version': 'v1.30' });
    await post('/api/v1/namespaces/guarded/serviceaccounts', {
      ...{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
    });
    expect(await post('/api/v1/namespaces/guarded/pods', pod('open', { hostNetwork: true }))).toMatchObject({
      code: 403,
      message: 'pods "open" is forbidden: violates PodSecurity "baseline:v1.30": host namespaces (hostNetwork=true)',
    });
  });

  it('refuses labels that say nothing', async () => {
    expect(await namespace('odd', { enforce: 'strict', 'warn-version': '1.30' })).toMatchObject({
      code: 422,
      message:
        'Namespace "odd" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]',
    });
  });
});

describe('RuntimeClass', () => {
  const pods = '/api/v1/namespaces/default/pods';
  const gpu = { key: 'gpu', operator: 'Exists' };

  beforeAll(async () => {
    await post('/apis/node.k8s.io/v1/runtimeclasses', {
      ...{ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'fast' }, handler: 'fast' },
      ...{ overhead: { podFixed: { cpu: '10m' } }, scheduling: { nodeSelector: { disk: 'ssd' }, tolerations: [gpu] } },
    });
  });

  it('gives a Pod its overhead, its nodes and its tolerations', async () => {
    const wanted = { runtimeClassName: 'fast', nodeSelector: { zone: 'a' }, tolerations: [gpu] };
    const { spec } = (await post(pods, pod('fast', wanted))) as Pod;
    expect(spec.overhead).toEqual({ cpu: '10m' });
    expect(spec.nodeSelector).toEqual({ zone: 'a', disk: 'ssd' });
    expect(spec.tolerations?.filter(({ key }) => key === 'gpu')).toEqual([gpu]);
  });

  it.each<[string, Partial<Pod['spec']>, string]>([
    [
      'other nodes',
      { runtimeClassName: 'fast', nodeSelector: { disk: 'tape' } },
      'conflict: runtimeClass.scheduling.nodeSelector[disk] = ssd; pod.spec.nodeSelector[disk] = tape',
    ],
    [
      'another overhead',
      { runtimeClassName: 'fast', overhead: { cpu: '1' } },
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ],
    [
      'an overhead of no class',
      { overhead: { cpu: '1' } },
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    ],
    ['a class that is not there', { runtimeClassName: 'slow' }, 'pod rejected: RuntimeClass "slow" not found'],
  ])('refuses %s', async (_case, spec, reason) => {
    expect(await post(pods, pod('odd', spec))).toMatchObject({
      code: 403,
      message: `pods "odd" is forbidden: ${reason}`,
    });
  });
});

describe('RBACEscalation', () => {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const bob: User = { name: 'bob', groups: ['system:authenticated'] };
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles';
  const role = (name: string, verbs: string[]) => ({
    apiVersion,
    kind: 'Role',
    metadata: { name },
    rules: [{ apiGroups: ['example.com'], resources: ['widgets'], verbs }],
  });

  beforeAll(async () => {
    await post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: 'bob' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'User', name: 'bob', apiGroup: 'rbac.authorization.k8s.io' }],
    });
  });

  it('lets nobody hand out what they do not hold', async () => {
    expect(await post(roles, role('too-much', ['get', 'list']), bob)).toMatchObject({
      code: 403,
      message:
        'roles.rbac.authorization.k8s.io "too-much" is forbidden: user "bob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["example.com"], Resources:["widgets"], Verbs:["get" "list"]}',
    });
    expect(
      await post(
        roles,
        { ...role('fine', []), rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
        bob,
      ),
    ).toMatchObject({ kind: 'Role' });
  });
});

function configMap(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
}

function pod(name: string, spec: Partial<Pod['spec']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'hello' }], ...spec },
  };
}

function post(url: string, body: object, user = admin): Promise<unknown> {
  return call('POST', url, body, user);
}

async function call(method: string, url: string, body?: object, user = admin): Promise<unknown> {
  const content =
    body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
        };
  const response = await api.request({ method, url, user, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
