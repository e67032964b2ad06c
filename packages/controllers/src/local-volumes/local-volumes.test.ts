import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CoreV1Event, type PersistentVolume, type PersistentVolumeClaim, resources } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claim, node } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let folder: string;
let cluster: TestCluster;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-volumes-'));
  cluster = await startTestCluster({ localVolumes: folder });
});
afterEach(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true });
});

const claims = () => cluster.client.resource(resources.persistentVolumeClaims);
const classes = () => cluster.client.resource(resources.storageClasses);
const key = { namespace: 'default', name: 'data' };
const classKey = { namespace: '', name: 'local' };
const hasClass = () => cluster.until(resources.storageClasses, classKey, (found) => found !== undefined);

/** A class like the one that there is, but for `more`, and a claim of it. */
async function claimOf(more: object): Promise<void> {
  const { metadata: _local, ...same } = (await hasClass()) ?? { metadata: {} };
  await classes().create({ ...same, metadata: { name: 'other' }, provisioner: 'sampan.dev/local', ...more } as never);
  await claims().create(claim('data', { storageClassName: 'other' }));
}

const untilBound = async () => {
  const holds = (found: PersistentVolumeClaim | undefined) => found?.status?.phase === 'Bound';
  return (await cluster.until(resources.persistentVolumeClaims, key, holds)) as PersistentVolumeClaim;
};
const volumeOf = ({ spec }: PersistentVolumeClaim) => ({ namespace: '', name: spec?.volumeName ?? '' });

it('makes a folder when the first Pod has a node, and takes it away with the claim', async () => {
  await hasClass();
  await cluster.client.resource(resources.nodes).create(node('a'));
  const created = await claims().create(claim('data'));
  expect(created.spec?.storageClassName).toBe('local');
  const body = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'a' } } };
  await claims().patch(key, { type: 'merge', body });
  const bound = await untilBound();
  const volume = await cluster.client.resource(resources.persistentVolumes).get(volumeOf(bound));
  expect(volume.metadata.name).toBe(`pvc-${created.metadata.uid}`);
  expect(volume.spec).toMatchObject({
    capacity: { storage: '1Gi' },
    local: { path: join(folder, volumeOf(bound).name) },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['a'] }] }],
      },
    },
    persistentVolumeReclaimPolicy: 'Delete',
    storageClassName: 'local',
  });
  const path = volume.spec?.local?.path ?? '';
  expect((await stat(path)).mode & 0o777).toBe(0o777);
  await writeFile(join(path, 'file'), 'data');
  await claims().delete(key);
  const isGone = (found: PersistentVolume | undefined) => found === undefined;
  await cluster.until(resources.persistentVolumes, volumeOf(bound), isGone);
  expect(await readdir(folder)).toEqual([]);
});

it('keeps the folder of a class that retains its volumes', async () => {
  await claimOf({ volumeBindingMode: 'Immediate', reclaimPolicy: 'Retain' });
  const bound = await untilBound();
  await claims().delete(key);
  const isReleased = (found: PersistentVolume | undefined) => found?.status?.phase === 'Released';
  const released = await cluster.until(resources.persistentVolumes, volumeOf(bound), isReleased);
  expect(await readdir(folder)).toEqual([released?.metadata.name]);
});

it('makes a volume larger', async () => {
  await claimOf({ volumeBindingMode: 'Immediate' });
  const bound = await untilBound();
  const body = { spec: { resources: { requests: { storage: '2Gi' } } } };
  await claims().patch(key, { type: 'merge', body });
  const isLarger = ({ status }: PersistentVolumeClaim) => status?.capacity?.storage === '2Gi';
  await cluster.until(resources.persistentVolumeClaims, key, (found) => found !== undefined && isLarger(found));
  const volume = await cluster.client.resource(resources.persistentVolumes).get(volumeOf(bound));
  expect(volume.spec?.capacity).toEqual({ storage: '2Gi' });
});

it('makes volumes where the class allows them, and nowhere else', async () => {
  const matchLabelExpressions = [{ key: 'topology.kubernetes.io/zone', values: ['east', 'west'] }];
  await claimOf({ volumeBindingMode: 'Immediate', allowedTopologies: [{ matchLabelExpressions }] });
  const bound = await untilBound();
  const volume = await cluster.client.resource(resources.persistentVolumes).get(volumeOf(bound));
  const matchExpressions = [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['east', 'west'] }];
  expect(volume.spec?.nodeAffinity?.required).toEqual({ nodeSelectorTerms: [{ matchExpressions }] });
});

it('does not take a node that the class does not allow, whoever has chosen it', async () => {
  await cluster.client.resource(resources.nodes).create(node('a'));
  const matchLabelExpressions = [{ key: 'topology.kubernetes.io/zone', values: ['east'] }];
  await claimOf({ volumeBindingMode: 'WaitForFirstConsumer', allowedTopologies: [{ matchLabelExpressions }] });
  const body = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'a' } } };
  await claims().patch(key, { type: 'merge', body });
  const isTold = ({ reason }: CoreV1Event) => reason === 'ProvisioningFailed';
  const events = await cluster.untilAll(resources.events, (all) => all.some(isTold));
  expect(events.find(isTold)?.message).toBe(
    'failed to provision volume with StorageClass "other": selected node "a" is not in the allowed topologies of the class',
  );
  expect(await readdir(folder)).toEqual([]);
});
