import { type CoreV1Event, type PersistentVolumeClaim, resources, type StorageClass } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim, volume } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const claims = () => cluster.client.resource(resources.persistentVolumeClaims);
const volumes = () => cluster.client.resource(resources.persistentVolumes);
const claimKey = { namespace: 'default', name: 'c' };
const volumeKey = { namespace: '', name: 'v' };

function storageClass(more: Partial<StorageClass> = {}): StorageClass {
  const metadata = { name: 'fast' };
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, provisioner: 'example.com/disk', ...more };
}

const untilPhase = (phase: string) =>
  cluster.until(resources.persistentVolumeClaims, claimKey, (found) => found?.status?.phase === phase);
const untilVolume = (phase: string) =>
  cluster.until(resources.persistentVolumes, volumeKey, (found) => found?.status?.phase === phase);
async function untilTold(reason: string): Promise<string | undefined> {
  const about = ({ reason: found }: CoreV1Event) => found === reason;
  const events = await cluster.untilAll(resources.events, (all) => all.some(about));
  return events.find(about)?.message;
}

describe('a claim', () => {
  it('gets a volume, which it keeps', async () => {
    await volumes().create(volume('v', { capacity: { storage: '2Gi' } }));
    await untilVolume('Available');
    await claims().create(claim('c'));
    const bound = await untilPhase('Bound');
    expect(bound).toMatchObject({
      metadata: {
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' },
      },
      spec: { volumeName: 'v' },
      status: { accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' } },
    });
    const { spec, status } = await volumes().get(volumeKey);
    expect(spec?.claimRef).toMatchObject({ namespace: 'default', name: 'c', uid: bound?.metadata.uid });
    expect(status?.phase).toBe('Bound');
  });

  it('says why it has none', async () => {
    await claims().create(claim('c'));
    const words = 'no persistent volumes available for this claim and no storage class is set';
    expect(await untilTold('FailedBinding')).toBe(words);
    await untilPhase('Pending');
  });

  it('gets the volume that it names, if that suits it', async () => {
    await volumes().create(volume('v', { capacity: { storage: '1Mi' } }));
    await claims().create(claim('c', { volumeName: 'v' }));
    expect(await untilTold('VolumeMismatch')).toBe('Cannot bind to requested volume "v": requested PV is too small');
    await volumes().patch(volumeKey, { type: 'merge', body: { spec: { capacity: { storage: '1Gi' } } } });
    const { metadata } = (await untilPhase('Bound')) as PersistentVolumeClaim;
    expect(metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes' });
  });

  it('does not get the volume of another', async () => {
    await volumes().create(volume('v'));
    await claims().create(claim('c'));
    await untilPhase('Bound');
    await claims().create(claim('late', { volumeName: 'v' }));
    expect(await untilTold('FailedBinding')).toBe('volume "v" already bound to a different claim.');
  });

  it('is lost without its volume', async () => {
    await volumes().create(volume('v'));
    await claims().create(claim('c'));
    await untilPhase('Bound');
    await volumes().patch(volumeKey, { type: 'merge', body: { metadata: { finalizers: null } } });
    await volumes().delete(volumeKey);
    await untilPhase('Lost');
    expect(await untilTold('ClaimLost')).toBe('Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  });

  it('of a class has its provisioner told, at once or when it has a consumer', async () => {
    const classes = cluster.client.resource(resources.storageClasses);
    await claims().create(claim('c', { storageClassName: 'fast' }));
    expect(await untilTold('ProvisioningFailed')).toBe('storageclass.storage.k8s.io "fast" not found');
    await classes.create(storageClass({ volumeBindingMode: 'WaitForFirstConsumer' }));
    expect(await untilTold('WaitForFirstConsumer')).toBe('waiting for first consumer to be created before binding');
    const body = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'a' } } };
    await claims().patch(claimKey, { type: 'merge', body });
    expect(await untilTold('ExternalProvisioning')).toContain("external provisioner 'example.com/disk' or manually");
    const told = await claims().get(claimKey);
    expect(told.metadata.annotations).toMatchObject({ 'volume.kubernetes.io/storage-provisioner': 'example.com/disk' });
  });
});

describe('a volume', () => {
  it('is kept when its claim is gone', async () => {
    await volumes().create(volume('v', { persistentVolumeReclaimPolicy: 'Retain' }));
    await claims().create(claim('c'));
    await untilPhase('Bound');
    await claims().delete(claimKey);
    const released = await untilVolume('Released');
    expect(released?.spec?.claimRef?.name).toBe('c');
    await volumes().patch(volumeKey, { type: 'merge', body: { spec: { claimRef: null } } });
    await untilVolume('Available');
  });

  it('that nobody knows how to delete or empty has failed', async () => {
    const iscsi = { targetPortal: '10.0.0.1', iqn: 'iqn.2015-02.example.com:test', lun: 0 };
    await volumes().create(volume('v', { hostPath: undefined, iscsi, persistentVolumeReclaimPolicy: 'Recycle' }));
    await claims().create(claim('c'));
    await untilPhase('Bound');
    await claims().delete(claimKey);
    expect((await untilVolume('Failed'))?.status?.message).toBe('No recycler plugin found for the volume!');
  });

  describe('that is recycled', () => {
    const pods = () => cluster.client.resource(resources.pods);
    const recyclerKey = { namespace: 'default', name: 'recycler-for-v' };
    async function untilRecycler() {
      await volumes().create(volume('v', { persistentVolumeReclaimPolicy: 'Recycle' }));
      await claims().create(claim('c'));
      await untilPhase('Bound');
      await claims().delete(claimKey);
      const found = await cluster.until(resources.pods, recyclerKey, (pod) => pod !== undefined);
      if (found === undefined) throw new Error('there is no recycler');
      return found;
    }

    it('is emptied by a Pod, and free again', async () => {
      const recycler = await untilRecycler();
      expect(recycler.spec.volumes?.[0]).toMatchObject({ name: 'vol', hostPath: { path: '/data/v' } });
      expect((await volumes().get(volumeKey)).status?.phase).toBe('Released');
      await pods().updateStatus({ ...recycler, status: { phase: 'Succeeded' } });
      expect((await untilVolume('Available'))?.spec?.claimRef).toBeUndefined();
      expect(await untilTold('VolumeRecycled')).toBe('Volume recycled');
      await cluster.until(resources.pods, recyclerKey, (pod) => pod === undefined);
    });

    it('has failed where its Pod has', async () => {
      const recycler = await untilRecycler();
      await pods().updateStatus({ ...recycler, status: { phase: 'Failed', message: 'no such folder' } });
      expect((await untilVolume('Failed'))?.status?.message).toBe('Recycle failed: no such folder');
    });

    it('is not taken for empty because another claim was recycled before', async () => {
      const stale = {
        name: recyclerKey.name,
        namespace: 'default',
        annotations: { 'sampan.io/recycles-after': 'old' },
      };
      const spec = { containers: [{ name: 'main', image: 'busybox' }] };
      const old = await pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: stale, spec });
      await pods().updateStatus({ ...old, status: { phase: 'Succeeded' } });
      await volumes().create(volume('v', { persistentVolumeReclaimPolicy: 'Recycle' }));
      await claims().create(claim('c'));
      await untilPhase('Bound');
      await claims().delete(claimKey);
      await cluster.until(
        resources.pods,
        recyclerKey,
        (pod) => pod !== undefined && pod.metadata.uid !== old.metadata.uid,
      );
      expect((await volumes().get(volumeKey)).status?.phase).toBe('Released');
    });
  });
});
