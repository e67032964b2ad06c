import {
  hasAnnotation,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  systemClock,
  volumeAnnotations,
  withAnnotations,
} from '@sampan/api';
import { type Client, createInformer } from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduledCondition as condition, startTestCluster, type TestCluster } from './testing/cluster.js';

let cluster: TestCluster;
let client: Client;

/** What is said of making room where there is one node. */
const nobody = 'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
const notHelpful = 'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';

beforeEach(async () => {
  cluster = await startTestCluster();
  client = cluster.client;
});

afterEach(() => cluster.stop());

describe('the scheduler', () => {
  it('lets a Pod wait until its claim has a volume', async () => {
    await cluster.createNode('node-1');
    await cluster.createPod('db', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    const waiting = (why: string) =>
      cluster.until(([pod]) => condition(pod)?.message === `0/1 nodes are available: ${why}. ${notHelpful}`);
    await waiting('persistentvolumeclaim "data" not found');
    const claims = client.resource(resources.persistentVolumeClaims);
    const metadata = { name: 'data', namespace: 'default' };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await claims.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec });
    await waiting('pod has unbound immediate PersistentVolumeClaims');
    const volume = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } };
    await client
      .resource(resources.persistentVolumes)
      .create({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'volume' }, spec: volume });
    const annotations = { [volumeAnnotations.bindCompleted]: 'yes' };
    const body = { metadata: { annotations }, spec: { volumeName: 'volume' } };
    await claims.patch(metadata, { type: 'merge', body });
    await cluster.until(([pod]) => pod?.spec.nodeName === 'node-1');
  });

  it('binds Pods to the nodes that have room, and says so', async () => {
    await cluster.createNode('small', { pods: '1' });
    await cluster.createNode('large', { pods: '3' });
    for (const name of ['a', 'b', 'c', 'd']) await cluster.createPod(name);
    const bound = await cluster.until((all) => all.length === 4 && all.every(({ spec }) => spec.nodeName));
    expect(bound.map(({ spec }) => spec.nodeName).sort()).toEqual(['large', 'large', 'large', 'small']);
    expect(bound.every((pod) => condition(pod)?.status === 'True')).toBe(true);
    const event = await cluster.eventOf('a', 'Scheduled');
    expect(event.message).toMatch(/^Successfully assigned default\/a to (small|large)$/);
    expect(event.source?.component).toBe('default-scheduler');
  });

  it('says why a Pod has no node, and binds it when a node comes', async () => {
    await cluster.createPod('waiting');
    const message = 'no nodes available to schedule pods';
    const [parked] = await cluster.until(([pod]) => condition(pod)?.message === message);
    expect(condition(parked)).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    expect(await cluster.eventOf('waiting', 'FailedScheduling')).toMatchObject({ type: 'Warning', message });
    await cluster.createNode('late');
    const [bound] = await cluster.until(([pod]) => pod?.spec.nodeName === 'late');
    expect(condition(bound)).toMatchObject({ status: 'True' });
    expect(condition(bound)).not.toHaveProperty('reason');
  });

  it('binds a waiting Pod when another one leaves', async () => {
    await cluster.createNode('only', { pods: '1' });
    await cluster.createPod('first');
    await cluster.until((all) =>
      all.some(({ metadata, spec }) => metadata.name === 'first' && spec.nodeName === 'only'),
    );
    await cluster.createPod('second');
    await cluster.until((all) =>
      all.some((pod) => condition(pod)?.message === `0/1 nodes are available: 1 Too many pods. ${nobody}`),
    );
    await client.resource(resources.pods).delete({ namespace: 'default', name: 'first' }, { gracePeriodSeconds: 0 });
    await cluster.until((all) => all.length === 1 && all[0]?.spec.nodeName === 'only');
  });

  it('binds a Pod that waits for the company of another one', async () => {
    await cluster.createNode('node');
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    await cluster.createPod('web', { affinity });
    const refusal = `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${notHelpful}`;
    await cluster.until(([pod]) => condition(pod)?.message === refusal);
    await cluster.createPod('db', {}, { labels: { app: 'db' } });
    await cluster.until((all) => all.length === 2 && all.every(({ spec }) => spec.nodeName === 'node'));
  });

  it('binds a waiting Pod when a node is uncordoned, and when its gates are gone', async () => {
    await cluster.createNode('cordoned', {}, { spec: { unschedulable: true } });
    await cluster.createPod('patient');
    const refusal = `0/1 nodes are available: 1 node(s) were unschedulable. ${notHelpful}`;
    await cluster.until(([pod]) => condition(pod)?.message === refusal);
    const patch = { type: 'merge', body: { spec: { unschedulable: null } } } as const;
    await client.resource(resources.nodes).patch({ namespace: '', name: 'cordoned' }, patch);
    await cluster.until(([pod]) => pod?.spec.nodeName === 'cordoned');
    await cluster.createPod('gated', { schedulingGates: [{ name: 'example.com/gate' }] });
    await cluster.createPod('other', { schedulerName: 'another' });
    const open = { type: 'merge', body: { spec: { schedulingGates: null } } } as const;
    await client.resource(resources.pods).patch({ namespace: 'default', name: 'gated' }, open);
    const all = await cluster.until((found) => found.filter(({ spec }) => spec.nodeName).length === 2);
    expect(all.find(({ metadata }) => metadata.name === 'other')?.spec.nodeName).toBeUndefined();
  });
});

describe('a Pod whose claim waits for its first consumer', () => {
  const key = { namespace: 'default', name: 'data' };
  const claims = () => client.resource(resources.persistentVolumeClaims);

  beforeEach(async () => {
    await cluster.createNode('node');
    await client.resource(resources.storageClasses).create({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'example.com/disk',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const resourcesOf = { requests: { storage: '1Gi' } };
    await claims().create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: key,
      spec: { accessModes: ['ReadWriteOnce'], resources: resourcesOf, storageClassName: 'late' },
    });
  });

  it('says where the volume is needed, and is bound when it is there', async () => {
    await cluster.createPod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
    const selected = await untilClaim((claim) => hasAnnotation(claim, volumeAnnotations.selectedNode));
    expect(selected.metadata.annotations?.[volumeAnnotations.selectedNode]).toBe('node');
    await createVolume({ namespace: 'default', name: 'data', uid: selected.metadata.uid ?? '' });
    expect(cluster.pod('user')?.spec.nodeName).toBeUndefined();
    const done = withAnnotations(selected, { [volumeAnnotations.bindCompleted]: 'yes' });
    await claims().update({ ...done, spec: { ...done.spec, volumeName: 'disk' } });
    await cluster.until(([pod]) => pod?.spec.nodeName === 'node');
  });

  it('goes where the volume is to be made for another Pod', async () => {
    await cluster.createNode('other');
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
    await Promise.all(['one', 'two', 'three'].map((name) => cluster.createPod(name, { volumes })));
    const selected = await untilClaim((claim) => hasAnnotation(claim, volumeAnnotations.selectedNode));
    await createVolume({ namespace: 'default', name: 'data', uid: selected.metadata.uid ?? '' });
    const done = withAnnotations(selected, { [volumeAnnotations.bindCompleted]: 'yes' });
    await claims().update({ ...done, spec: { ...done.spec, volumeName: 'disk' } });
    const pods = await cluster.until((found) => found.every(({ spec }) => spec.nodeName));
    const node = selected.metadata.annotations?.[volumeAnnotations.selectedNode];
    expect(pods.map(({ spec }) => spec.nodeName)).toEqual([node, node, node]);
  });

  it('reserves a volume that is there already', async () => {
    await createVolume();
    await cluster.createPod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
    const volumes = createInformer(client, resources.persistentVolumes, { clock: systemClock });
    const { uid } = (await claims().get(key)).metadata;
    const reserved = new Promise<void>((resolve) => {
      const look = ({ spec }: PersistentVolume) => (spec?.claimRef?.uid === uid ? resolve() : undefined);
      volumes.subscribe({ added: look, updated: look });
    });
    volumes.start();
    await reserved;
    await volumes.stop();
  });

  async function createVolume(claimRef?: NonNullable<PersistentVolume['spec']>['claimRef']): Promise<void> {
    await client.resource(resources.persistentVolumes).create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        hostPath: { path: '/x' },
        storageClassName: 'late',
        ...(claimRef && { claimRef }),
      },
    });
  }

  async function untilClaim(holds: (claim: PersistentVolumeClaim) => boolean): Promise<PersistentVolumeClaim> {
    const informer = createInformer(client, resources.persistentVolumeClaims, { clock: systemClock });
    const found = new Promise<PersistentVolumeClaim>((resolve) => {
      const look = (claim: PersistentVolumeClaim) => (holds(claim) ? resolve(claim) : undefined);
      informer.subscribe({ added: look, updated: look });
    });
    informer.start();
    const claim = await found;
    await informer.stop();
    return claim;
  }
});
