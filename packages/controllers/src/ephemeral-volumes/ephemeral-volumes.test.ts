import { type Pod, resources } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const claims = () => cluster.client.resource(resources.persistentVolumeClaims);
const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

function withScratch(name: string): Pod {
  const volumeClaimTemplate = { metadata: { labels: { kind: 'scratch' }, annotations: { a: 'b' } }, spec };
  const object = pod(name);
  return { ...object, spec: { ...object.spec, volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate } }] } };
}

describe('an ephemeral volume', () => {
  it('has a claim, which goes with its Pod', async () => {
    const { metadata } = await cluster.client.resource(resources.pods).create(withScratch('web'));
    const key = { namespace: 'default', name: 'web-scratch' };
    const claim = await cluster.until(resources.persistentVolumeClaims, key, (object) => object !== undefined);
    expect(claim?.metadata).toMatchObject({ labels: { kind: 'scratch' }, annotations: { a: 'b' } });
    expect(claim?.spec).toMatchObject(spec);
    expect(claim?.metadata.ownerReferences).toEqual([
      {
        ...{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid: metadata.uid },
        ...{ controller: true, blockOwnerDeletion: true },
      },
    ]);
    await cluster.client
      .resource(resources.pods)
      .delete({ namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
    await cluster.until(resources.persistentVolumeClaims, key, (object) => object === undefined);
  });

  it('has none of the claims of others, and comes to its own once it may', async () => {
    const name = 'web-scratch';
    const other = await claims().create({
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace: 'default', name } },
      spec: { ...spec, storageClassName: 'other' },
    });
    await cluster.client.resource(resources.pods).create(withScratch('web'));
    const events = await claims().list({ namespace: 'default' });
    expect(events.items.map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    await claims().delete({ namespace: 'default', name });
    const own = await cluster.until(
      resources.persistentVolumeClaims,
      { namespace: 'default', name },
      (object) => object !== undefined && object.metadata.uid !== other.metadata.uid,
    );
    expect(own?.metadata.ownerReferences?.[0]?.name).toBe('web');
  });
});
