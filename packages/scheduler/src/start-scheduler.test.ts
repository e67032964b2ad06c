import {
  type CoreV1Event,
  findCondition,
  hasAnnotation,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  resources,
  systemClock,
  volumeAnnotations,
  withAnnotations,
} from '@sampan/api';
import { type RunningApiserver, startApiserver } from '@sampan/apiserver';
import {
  type Client,
  createClient,
  createInformer,
  createInProcessTransport,
  createLogger,
  type Informer,
} from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningScheduler, startScheduler } from './start-scheduler.js';

let server: RunningApiserver;
let client: Client;
let scheduler: RunningScheduler;
let pods: Informer<Pod>;
const warnings: string[] = [];

beforeEach(async () => {
  server = await startApiserver();
  const as = (name: string, groups: string[]) =>
    createClient(createInProcessTransport(server.request, { name, groups }));
  client = as('admin', ['system:masters']);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
  await client.resource(resources.serviceAccounts).create(account);
  const logger = createLogger({ level: 'warn', format: 'json', write: (line: string) => void warnings.push(line) });
  // With the permissions that the scheduler has in a cluster, and no others.
  scheduler = startScheduler({
    client: as('system:kube-scheduler', ['system:authenticated']),
    clock: systemClock,
    logger,
  });
  pods = createInformer(client, resources.pods, { clock: systemClock });
  pods.start();
  await Promise.all([scheduler.synced, pods.synced]);
});

afterEach(async () => {
  await scheduler.stop();
  await pods.stop();
  await server.close();
  expect(warnings).toEqual([]);
});

describe('the scheduler', () => {
  it('lets a Pod wait until its claim has a volume', async () => {
    await createNode('node-1');
    await createPod('db', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    const waiting = (why: string) => until(([pod]) => condition(pod)?.message === `0/1 nodes are available: ${why}.`);
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
    await until(([pod]) => pod?.spec.nodeName === 'node-1');
  });

  it('binds Pods to the nodes that have room, and says so', async () => {
    await createNode('small', { pods: '1' });
    await createNode('large', { pods: '3' });
    for (const name of ['a', 'b', 'c', 'd']) await createPod(name);
    const bound = await until((all) => all.length === 4 && all.every(({ spec }) => spec.nodeName));
    expect(bound.map(({ spec }) => spec.nodeName).sort()).toEqual(['large', 'large', 'large', 'small']);
    expect(bound.every(({ status }) => findCondition(status?.conditions, 'PodScheduled')?.status === 'True')).toBe(
      true,
    );
    const event = await eventOf('a', 'Scheduled');
    expect(event.message).toMatch(/^Successfully assigned default\/a to (small|large)$/);
    expect(event.source?.component).toBe('default-scheduler');
  });

  it('says why a Pod has no node, and binds it when a node comes', async () => {
    await createPod('waiting');
    const message = 'no nodes available to schedule pods';
    const [parked] = await until(([pod]) => condition(pod)?.message === message);
    expect(condition(parked)).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    expect(await eventOf('waiting', 'FailedScheduling')).toMatchObject({ type: 'Warning', message });
    await createNode('late');
    const [bound] = await until(([pod]) => pod?.spec.nodeName === 'late');
    expect(condition(bound)).toMatchObject({ status: 'True' });
    expect(condition(bound)).not.toHaveProperty('reason');
  });

  it('binds a waiting Pod when another one leaves', async () => {
    await createNode('only', { pods: '1' });
    await createPod('first');
    await until((all) => all.some(({ metadata, spec }) => metadata.name === 'first' && spec.nodeName === 'only'));
    await createPod('second');
    await until((all) => all.some((pod) => condition(pod)?.message === '0/1 nodes are available: 1 Too many pods.'));
    await client.resource(resources.pods).delete({ namespace: 'default', name: 'first' }, { gracePeriodSeconds: 0 });
    await until((all) => all.length === 1 && all[0]?.spec.nodeName === 'only');
  });

  it('binds a Pod that waits for the company of another one', async () => {
    await createNode('node');
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    await createPod('web', { affinity });
    const refusal = "0/1 nodes are available: 1 node(s) didn't match pod affinity rules.";
    await until(([pod]) => condition(pod)?.message === refusal);
    await createPod('db', {}, { app: 'db' });
    await until((all) => all.length === 2 && all.every(({ spec }) => spec.nodeName === 'node'));
  });

  it('binds a waiting Pod when a node is uncordoned, and when its gates are gone', async () => {
    await createNode('cordoned', {}, { unschedulable: true });
    await createPod('patient');
    const refusal = '0/1 nodes are available: 1 node(s) were unschedulable.';
    await until(([pod]) => condition(pod)?.message === refusal);
    const patch = { type: 'merge', body: { spec: { unschedulable: null } } } as const;
    await client.resource(resources.nodes).patch({ namespace: '', name: 'cordoned' }, patch);
    await until(([pod]) => pod?.spec.nodeName === 'cordoned');
    await createPod('gated', { schedulingGates: [{ name: 'example.com/gate' }] });
    await createPod('other', { schedulerName: 'another' });
    const open = { type: 'merge', body: { spec: { schedulingGates: null } } } as const;
    await client.resource(resources.pods).patch({ namespace: 'default', name: 'gated' }, open);
    const all = await until((found) => found.filter(({ spec }) => spec.nodeName).length === 2);
    expect(all.find(({ metadata }) => metadata.name === 'other')?.spec.nodeName).toBeUndefined();
  });
});

describe('a Pod whose claim waits for its first consumer', () => {
  const key = { namespace: 'default', name: 'data' };
  const claims = () => client.resource(resources.persistentVolumeClaims);

  beforeEach(async () => {
    await createNode('node');
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
    await createPod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
    const selected = await untilClaim((claim) => hasAnnotation(claim, volumeAnnotations.selectedNode));
    expect(selected.metadata.annotations?.[volumeAnnotations.selectedNode]).toBe('node');
    await createVolume({ namespace: 'default', name: 'data', uid: selected.metadata.uid ?? '' });
    expect(pods.lister.get({ namespace: 'default', name: 'user' })?.spec.nodeName).toBeUndefined();
    const done = withAnnotations(selected, { [volumeAnnotations.bindCompleted]: 'yes' });
    await claims().update({ ...done, spec: { ...done.spec, volumeName: 'disk' } });
    await until(([pod]) => pod?.spec.nodeName === 'node');
  });

  it('reserves a volume that is there already', async () => {
    await createVolume();
    await createPod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
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

/** Resolves with all Pods once `holds` is true of them. */
function until(holds: (pods: Pod[]) => boolean): Promise<Pod[]> {
  return new Promise((resolve) => {
    const look = () => {
      const all = pods.lister.list();
      if (!holds(all)) return;
      unsubscribe();
      resolve(all);
    };
    let unsubscribe = () => {};
    unsubscribe = pods.subscribe({ added: look, updated: look, deleted: look });
    look();
  });
}

function condition(pod: Pod | undefined) {
  return findCondition(pod?.status?.conditions, 'PodScheduled');
}

async function eventOf(pod: string, reason: string): Promise<CoreV1Event> {
  const events = createInformer(client, resources.events, { clock: systemClock });
  events.start();
  const found = await new Promise<CoreV1Event>((resolve) => {
    const look = (event: CoreV1Event) => {
      if (event.involvedObject.name === pod && event.reason === reason) resolve(event);
    };
    events.subscribe({ added: look });
  });
  await events.stop();
  return found;
}

async function createNode(name: string, amounts: Record<string, string> = {}, spec: Node['spec'] = {}): Promise<void> {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...amounts };
  const metadata = { name, labels: { 'kubernetes.io/hostname': name } };
  await client
    .resource(resources.nodes)
    .create({ apiVersion: 'v1', kind: 'Node', metadata, spec, status: { allocatable } });
}

async function createPod(name: string, spec: Partial<Pod['spec']> = {}, labels = {}): Promise<void> {
  await client.resource(resources.pods).create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [{ name: 'main', image: 'hello' }], ...spec },
  });
}
