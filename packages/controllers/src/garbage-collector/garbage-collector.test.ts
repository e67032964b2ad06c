import { type ConfigMap, keyOf, type OwnerReference, resources } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployment } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const configMaps = () => cluster.client.resource(resources.configMaps);
const create = (name: string, ownerReferences: OwnerReference[] = [], namespace = 'default') =>
  configMaps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ownerReferences } });
const ownedBy = ({ metadata }: ConfigMap, fields: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: metadata.name ?? '',
  uid: metadata.uid ?? '',
  ...fields,
});
const until = (name: string, holds: (object: ConfigMap | undefined) => boolean) =>
  cluster.until(resources.configMaps, { namespace: 'default', name }, holds);
const gone = (object: ConfigMap | undefined): boolean => object === undefined;

describe('the garbage collector', () => {
  it('deletes what a deleted owner leaves behind, down to the last', async () => {
    await cluster.client.resource(resources.deployments).create(deployment('web'));
    await cluster.untilAll(resources.pods, (pods) => pods.length === 3);
    await cluster.client.resource(resources.deployments).delete({ namespace: 'default', name: 'web' });
    await cluster.untilAll(resources.pods, (pods) => pods.length === 0);
    await cluster.untilAll(resources.replicaSets, (sets) => sets.length === 0);
  });

  it('deletes an owner in the foreground after what it owns', async () => {
    const owner = await create('owner');
    const dependent = await create('dependent', [ownedBy(owner, { blockOwnerDeletion: true })]);
    await configMaps().patch(keyOf(dependent), {
      type: 'merge',
      body: { metadata: { finalizers: ['example.com/hold'] } },
    });
    await configMaps().delete(keyOf(owner), { propagationPolicy: 'Foreground' });
    await until('dependent', (object) => object?.metadata.deletionTimestamp !== undefined);
    expect((await configMaps().get(keyOf(owner))).metadata.finalizers).toEqual(['foregroundDeletion']);
    await configMaps().patch(keyOf(dependent), { type: 'merge', body: { metadata: { finalizers: null } } });
    await until('owner', gone);
    await until('dependent', gone);
  });

  it('orphans: what was owned stays, without the reference', async () => {
    const owner = await create('owner');
    const dependent = await create('dependent', [ownedBy(owner)]);
    await configMaps().delete(keyOf(owner), { propagationPolicy: 'Orphan' });
    await until('owner', gone);
    expect((await configMaps().get(keyOf(dependent))).metadata.ownerReferences ?? []).toEqual([]);
  });

  it('keeps what has another owner, without the reference to the one that went', async () => {
    const [one, two] = [await create('one'), await create('two')];
    await create('both', [ownedBy(one), ownedBy(two)]);
    await configMaps().delete(keyOf(one));
    const kept = await until('both', (object) => object?.metadata.ownerReferences?.length === 1);
    expect(kept?.metadata.ownerReferences?.[0]?.uid).toBe(two.metadata.uid);
  });

  it('deletes what names an owner that never was, or is in another namespace', async () => {
    const owner = await create('elsewhere', [], 'kube-system');
    await create('lost', [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '00000000-0000-0000-0000-000000000000' },
    ]);
    await create('abroad', [ownedBy(owner)]);
    await until('lost', gone);
    await until('abroad', gone);
    const events = await cluster.untilAll(resources.events, (all) =>
      all.some(({ reason }) => reason === 'OwnerRefInvalidNamespace'),
    );
    expect(events.find(({ reason }) => reason === 'OwnerRefInvalidNamespace')?.message).toContain(
      'does not exist in namespace "default"',
    );
  });

  it('lets be what names an owner of a kind that is not served', async () => {
    await create('custom', [
      { apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: '00000000-0000-0000-0000-000000000001' },
    ]);
    const owner = await create('owner');
    await create('dependent', [ownedBy(owner)]);
    await configMaps().delete(keyOf(owner));
    await until('dependent', gone);
    expect(
      (await configMaps().get({ namespace: 'default', name: 'custom' })).metadata.deletionTimestamp,
    ).toBeUndefined();
  });

  it('knows an owner that is served in two groups by either', async () => {
    await cluster.stop();
    cluster = await startTestCluster({ server: { runtimeConfig: new Map([['extensions/v1beta1', true]]) } });
    cluster.runPods();
    await cluster.client.resource(resources.deployments).create(deployment('web'));
    await cluster.until(
      resources.deployments,
      { namespace: 'default', name: 'web' },
      (object) => object?.status?.availableReplicas === 3,
    );
  });
});
