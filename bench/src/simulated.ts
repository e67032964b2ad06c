/** A large cluster on which nothing runs: how fast it fills, and what its processes use. */
import { startTestCluster } from '@sampan/e2e/support/cluster.js';
import { sleep } from '@sampan/e2e/support/eventually.js';
import { call } from '@sampan/e2e/support/http.js';
import { type Pod, resources, systemClock } from '../../packages/api/dist/index.js';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createInformer,
  loadKubeconfig,
  readCommandLine,
} from '../../packages/client/dist/index.js';
import { countsOf } from './support/counts.js';
import { usageOf } from './support/processes.js';
import { line } from './support/statistics.js';

const { positionals } = readCommandLine({
  usage: `
Usage: node bench/dist/simulated.js [NODES] [PODS]

6,000 Pods of two Deployments on 1,000 simulated nodes if not told otherwise: how long until they exist, are bound and run,
what the cluster's processes use then, and what they use when nothing happens.
`,
  positionals: 2,
});
const [nodes = 1_000, pods = 6_000] = countsOf(positionals);
const idleSeconds = Number(process.env.IDLE_SECONDS ?? 60);
const settleSeconds = Number(process.env.SETTLE_SECONDS ?? 30);
const deployments = '/apis/apps/v1/namespaces/default/deployments';

const begun = performance.now();
const cluster = await startTestCluster('--nodes', '0', '--simulated-nodes', String(nodes));
try {
  line(`start to Ready, ${nodes} nodes`, performance.now() - begun, 'ms');
  await idle(`with ${nodes} nodes`);
  const { connection } = await connectionFor(await loadKubeconfig({ file: cluster.env.KUBECONFIG ?? '' }));
  const transport = createHttpTransport(connection);
  const informer = createInformer(createClient(transport), resources.pods, { clock: systemClock });
  informer.start();
  await informer.synced;
  const startedAt = performance.now();
  for (const name of ['first', 'second']) await deploy(name, Math.floor(pods / 2));
  const since = () => performance.now() - startedAt;
  const all = Math.floor(pods / 2) * 2;
  const states: [string, (pod: Pod) => boolean][] = [
    ['exist', () => true],
    ['are bound', ({ spec }) => spec.nodeName !== undefined],
    ['run', ({ status }) => status?.phase === 'Running'],
  ];
  await Promise.all(
    states.map(async ([state, holds]) => {
      while (informer.lister.list().filter(holds).length < all) await sleep(100);
      line(`${all} Pods in two Deployments ${state} after`, since(), 'ms');
    }),
  );
  await informer.stop();
  await transport.close();
  for (const [name, pid] of Object.entries(await cluster.pids())) {
    const { pss, cpuMs } = usageOf(pid);
    line(`memory of ${name} (PSS)`, pss / 2 ** 20, 'MiB', 1);
    line(`CPU of ${name} so far`, cpuMs / 1000, 's', 1);
  }
  await idle(`with ${nodes} nodes and ${all} Pods`);
} finally {
  await cluster.destroy();
}

async function idle(what: string): Promise<void> {
  await sleep(settleSeconds * 1000);
  const before = Object.entries(await cluster.pids()).map(([name, pid]) => ({ name, pid, cpuMs: usageOf(pid).cpuMs }));
  await sleep(idleSeconds * 1000);
  let sum = 0;
  for (const { name, pid, cpuMs } of before) {
    const used = usageOf(pid).cpuMs - cpuMs;
    sum += used;
    line(`idle CPU of ${name} ${what}`, used / (idleSeconds * 10), '% of a core', 2);
  }
  line(`idle CPU of all processes ${what}`, sum / (idleSeconds * 10), '% of a core', 2);
}

async function deploy(name: string, replicas: number): Promise<void> {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'any' }] } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
  await call(cluster, deployments, { method: 'POST', body });
}
