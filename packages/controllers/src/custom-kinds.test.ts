import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionVersion,
  type KubernetesObject,
  type OwnerReference,
  type ResourceQuota,
  resources,
  resourceType,
} from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './testing/test-cluster.js';

/** Kinds that come, change and go while the controllers run. */

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const widgets = (version: string) =>
  resourceType<KubernetesObject>(`example.com/${version}`, 'Widget', { plural: 'widgets', namespaced: true });
const key = (name: string, namespace = 'default') => ({ namespace, name });
const definitions = () => cluster.client.resource(resources.customResourceDefinitions);
const configMaps = () => cluster.client.resource(resources.configMaps);

function version(name: string, fields: Partial<CustomResourceDefinitionVersion>): CustomResourceDefinitionVersion {
  return { name, served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } }, ...fields };
}

async function define(versions: CustomResourceDefinitionVersion[]): Promise<void> {
  const definition: CustomResourceDefinition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions },
  };
  await definitions().create(definition);
  await cluster.until(resources.customResourceDefinitions, { namespace: '', name: 'widgets.example.com' }, (object) =>
    Boolean(object?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True')),
  );
}

function create(
  served: string,
  name: string,
  metadata: Partial<KubernetesObject['metadata']> = {},
): Promise<KubernetesObject> {
  const type = widgets(served);
  return cluster.client
    .resource(type)
    .create({ apiVersion: type.apiVersion, kind: type.kind, metadata: { ...key(name), ...metadata } });
}

function owner({ apiVersion, kind, metadata }: KubernetesObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name ?? '', uid: metadata.uid ?? '' };
}

const owned = (name: string, by: KubernetesObject) =>
  configMaps().create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...key(name), ownerReferences: [owner(by)] },
  });
const isGone = (object: unknown): boolean => object === undefined;

it('what a custom object owns goes with it, after its kind is served in another version too', async () => {
  await define([version('v1', { storage: true })]);
  const first = await create('v1', 'first');
  await owned('of-first', first);
  await cluster.client.resource(widgets('v1')).delete(key('first'));
  await cluster.until(resources.configMaps, key('of-first'), isGone);

  const old = await create('v1', 'old');
  await owned('of-old', old);
  const versions = [version('v1', { served: false }), version('v2', { storage: true })];
  await definitions().patch(
    { namespace: '', name: 'widgets.example.com' },
    { type: 'merge', body: { spec: { versions } } },
  );
  const second = await create('v2', 'second');
  await owned('of-second', second);
  await cluster.client.resource(widgets('v2')).delete(key('second'));
  await cluster.until(resources.configMaps, key('of-second'), isGone);
  // A reference by a version that is not served any more says nothing about whether its owner is there.
  await cluster.client.resource(widgets('v2')).get(key('old'));
  expect((await configMaps().get(key('of-old'))).metadata.deletionTimestamp).toBeUndefined();
});

it('custom objects go with their namespace, and with their owner', async () => {
  await define([version('v1', { storage: true })]);
  await cluster.client
    .resource(resources.namespaces)
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: {} });
  await create('v1', 'inside', key('inside', 'shop'));
  await cluster.client.resource(resources.namespaces).delete({ namespace: '', name: 'shop' });
  await cluster.until(resources.namespaces, { namespace: '', name: 'shop' }, isGone);
  expect((await cluster.client.resource(widgets('v1')).list({ namespace: 'shop' })).items).toEqual([]);

  const map = await configMaps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: key('map') });
  await create('v1', 'of-map', { ...key('of-map'), ownerReferences: [owner(map)] });
  await configMaps().delete(key('map'));
  await cluster.until(widgets('v1'), key('of-map'), isGone);
});

it('a quota counts custom objects, and goes on with the rest when their kind is gone', async () => {
  await define([version('v1', { storage: true })]);
  const used = (holds: (amounts: Record<string, string>) => boolean) =>
    cluster.until(resources.resourceQuotas, key('q'), (object) => holds(object?.status?.used ?? {}));
  const quota: ResourceQuota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: key('q'),
    spec: { hard: { 'count/widgets.example.com': '1', 'count/secrets': '5' } },
  };
  await cluster.client.resource(resources.resourceQuotas).create(quota);
  await used((amounts) => amounts['count/widgets.example.com'] === '0');
  await create('v1', 'a');
  await expect(create('v1', 'b')).rejects.toThrow(
    'widgets.example.com "b" is forbidden: exceeded quota: q, requested: count/widgets.example.com=1, ' +
      'used: count/widgets.example.com=1, limited: count/widgets.example.com=1',
  );
  await cluster.client.resource(widgets('v1')).delete(key('a'));
  await used((amounts) => amounts['count/widgets.example.com'] === '0');
  await definitions().delete({ namespace: '', name: 'widgets.example.com' });
  await cluster.until(resources.customResourceDefinitions, { namespace: '', name: 'widgets.example.com' }, isGone);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: key('s') };
  await cluster.client.resource(resources.secrets).create(secret);
  await cluster.client.resource(resources.secrets).delete(key('s'));
  const body = { spec: { hard: { 'count/secrets': '6' } } };
  await cluster.client.resource(resources.resourceQuotas).patch(key('q'), { type: 'merge', body });
  await cluster.until(resources.resourceQuotas, key('q'), (object) => object?.status?.hard?.['count/secrets'] === '6');
});
