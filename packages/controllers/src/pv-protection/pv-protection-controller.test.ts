import { type PersistentVolume, resources } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster({ controllers: ['*', '-persistentvolume', '-persistentvolume-reclaimer'] });
});
afterEach(() => cluster.stop());

const key = { namespace: '', name: 'disk' };
const gone = (volume: PersistentVolume | undefined) => volume === undefined;

it('lets a volume go when no claim has it', async () => {
  const volumes = cluster.client.resource(resources.persistentVolumes);
  const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } };
  const volume = await volumes.create({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec });
  expect(volume.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
  await volumes.updateStatus({ ...volume, status: { phase: 'Bound' } });
  await volumes.delete(key);
  const held = await volumes.get(key);
  expect(held.metadata.deletionTimestamp).toBeDefined();
  await volumes.updateStatus({ ...held, status: { phase: 'Released' } });
  await cluster.until(resources.persistentVolumes, key, gone);
});
