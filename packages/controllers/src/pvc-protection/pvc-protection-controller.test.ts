import { type PersistentVolumeClaim, resources } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { node, pod } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const key = { namespace: 'default', name: 'data' };
const gone = (claim: PersistentVolumeClaim | undefined) => claim === undefined;

it('lets a claim go when the last Pod on a node that uses it has gone', async () => {
  const { client } = cluster;
  const claims = client.resource(resources.persistentVolumeClaims);
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const claim = await claims.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: key, spec });
  expect(claim.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  await client.resource(resources.nodes).create(node('a'));
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const containers = [{ name: 'main', image: 'one' }];
  const pods = client.resource(resources.pods);
  for (const [name, nodeName] of [
    ['user', 'a'],
    ['waiting', undefined],
  ] as const) {
    await pods.create(pod(name, { spec: { containers, volumes, ...(nodeName && { nodeName }) } }));
  }
  await claims.delete(key);
  await cluster.until(resources.persistentVolumeClaims, key, (held) => held?.metadata.deletionTimestamp !== undefined);
  await pods.delete({ namespace: 'default', name: 'user' }, { gracePeriodSeconds: 0 });
  await cluster.until(resources.persistentVolumeClaims, key, gone);
  expect((await pods.get({ namespace: 'default', name: 'waiting' })).metadata.name).toBe('waiting');
});
