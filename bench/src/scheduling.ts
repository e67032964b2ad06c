import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Node, type Pod, type ReplicaSet, resources, systemClock } from '../../packages/api/dist/index.js';
import { startApiserver } from '../../packages/apiserver/dist/index.js';
import { sqliteBackend } from '../../packages/apiserver/dist/store/sqlite.js';
import {
  type Client,
  createClient,
  createInformer,
  createInProcessTransport,
  readCommandLine,
  silentLogger,
} from '../../packages/client/dist/index.js';
import { schedulePod } from '../../packages/scheduler/dist/framework/schedule-pod.js';
import { startScheduler } from '../../packages/scheduler/dist/index.js';
import { ClusterState } from '../../packages/scheduler/dist/state/cluster-state.js';
import { profileOver } from '../../packages/scheduler/dist/testing/decisions.js';
import { countsOf } from './support/counts.js';
import { line } from './support/statistics.js';

const { positionals } = readCommandLine({
  usage: `
Usage: node bench/dist/scheduling.js [NODES] [PODS]

Pods bound per second, 1,000 on 1,000 nodes if not told otherwise. The API server, on a real database, and the scheduler
share this one process; the nodes are objects alone.
`,
  positionals: 2,
});
const [nodeCount = 1_000, podCount = 1_000] = countsOf(positionals);
const namespace = 'default';

/** What the Pods belong to: they spread over nodes and zones. */
const replicaSet: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'hello' }] } },
  },
};

decisions();
await bindings();

/** What the scheduler itself costs: decisions alone, each counted before the next. */
function decisions(): void {
  const state = new ClusterState();
  for (let index = 0; index < nodeCount; index++) state.setNode(nodeOf(index));
  state.workloads.replicaSets.set(replicaSet);
  const profile = profileOver(state);
  let startAt = 0;
  const startedAt = performance.now();
  for (let index = 0; index < podCount; index++) {
    const pod = podOf(index);
    pod.metadata.uid = `uid-${index}`;
    const { nodeName, lookedAt } = schedulePod(pod, state, { profile, startAt, random: Math.random });
    startAt = (startAt + lookedAt) % nodeCount;
    if (nodeName === undefined) throw new Error('no node was found');
    state.assume(pod, nodeName);
  }
  const milliseconds = performance.now() - startedAt;
  line(`decisions, ${nodeCount} nodes`, (podCount * 1000) / milliseconds, 'Pods/s');
  line('one decision', milliseconds / podCount, 'ms', 3);
}

/** From Pods that wait to Pods that are bound, in the database, as a watch tells it. */
async function bindings(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-scheduling-'));
  const server = await startApiserver({
    backend: await sqliteBackend({ file: join(folder, 'state.db') }),
    // There is nobody here who would find a new node ready.
    admissionSwitches: { disable: ['TaintNodesByCondition'] },
  });
  const user = { name: 'bench', groups: ['system:masters'] };
  const client = createClient(createInProcessTransport(server.request, user));
  await client
    .resource(resources.serviceAccounts)
    .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  await client.resource(resources.replicaSets).create(replicaSet);
  await createAll(client, resources.nodes, nodeCount, nodeOf);
  await createAll(client, resources.pods, podCount, podOf);

  const pods = createInformer(client, resources.pods, { clock: systemClock });
  let bound = 0;
  const allBound = new Promise<void>((resolve) => {
    pods.subscribe({
      updated: ({ spec }, old) => {
        if (spec.nodeName && !old.spec.nodeName && ++bound === podCount) resolve();
      },
    });
  });
  pods.start();
  await pods.synced;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const scheduler = startScheduler({ client, clock: systemClock, logger: silentLogger });
  await allBound;
  const milliseconds = performance.now() - startedAt;
  const { user: inUser, system } = process.cpuUsage(cpu);
  line(`bound, ${podCount} Pods on ${nodeCount} nodes`, (podCount * 1000) / milliseconds, 'Pods/s');
  line('CPU of scheduler and API server, one Pod', (inUser + system) / 1000 / podCount, 'ms', 2);
  line('kube-scheduler on the same machine (yardstick)', 141, 'Pods/s');
  await scheduler.stop();
  await pods.stop();
  await server.close();
  await rm(folder, { recursive: true });
}

/** 64 at a time. */
async function createAll<T extends Node | Pod>(
  client: Client,
  type: Parameters<typeof client.resource<T>>[0],
  count: number,
  make: (index: number) => T,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await client.resource(type).create(make(next++));
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}

function nodeOf(index: number): Node {
  const name = `node-${index}`;
  const allocatable = { cpu: '16', memory: '64Gi', pods: '110' };
  const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `zone-${index % 3}` };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: { allocatable } };
}

/** A Pod of the ReplicaSet. */
function podOf(index: number): Pod {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web-uid', controller: true };
  const requests = { cpu: '100m', memory: '128Mi' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace, labels: { app: 'web' }, ownerReferences: [owner] },
    spec: { containers: [{ name: 'main', image: 'hello', resources: { requests } }] },
  };
}
