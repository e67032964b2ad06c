import { startTestCluster, type TestCluster } from '@sampan/e2e/support/cluster.js';
import { sleep } from '@sampan/e2e/support/eventually.js';
import { call } from '@sampan/e2e/support/http.js';
import { kubectlBinary } from '@sampan/e2e/support/paths.js';
import { run } from '@sampan/e2e/support/run.js';
import { readCommandLine } from '../../packages/client/dist/index.js';
import { usageOf } from './support/processes.js';
import { line, median, quantile } from './support/statistics.js';

readCommandLine({
  usage: `
Usage: [IDLE_SECONDS=30] [SETTLE_SECONDS=30] node bench/dist/cluster.js

What a person feels: seconds from "sampan up" to a cluster that is ready, what it uses while idle, and how long
"kubectl apply" takes to become running Pods.
`,
});

const idleSeconds = Number(process.env.IDLE_SECONDS ?? 30);
/** After its start a process still tidies up its heap. */
const settleSeconds = Number(process.env.SETTLE_SECONDS ?? 30);
const pods = '/api/v1/namespaces/default/pods';

const starts: number[] = [];
const resumes: number[] = [];
const cluster = await startTestCluster();
for (let round = 0; round < 5; round++) {
  await cluster.sampan('delete');
  starts.push(await timed(() => cluster.sampan('up', '--port', '0')));
  await cluster.sampan('down');
  resumes.push(await timed(() => cluster.sampan('up')));
}
await cluster.destroy();
line('start to Ready, fresh folder (median of 5)', median(starts), 'ms');
line('start to Ready, existing folder (median of 5)', median(resumes), 'ms');

const measured = await startTestCluster();
try {
  await idle();
  await firstPod();
  await hundredPods();
} finally {
  await measured.destroy();
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

async function idle(): Promise<void> {
  await sleep(settleSeconds * 1000);
  const pids = await measured.pids();
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid, usage: usageOf(pid) }));
  await sleep(idleSeconds * 1000);
  let cpu = 0;
  let pss = 0;
  let rss = 0;
  for (const { name, pid, usage } of before) {
    const now = usageOf(pid);
    line(`idle memory of ${name} (PSS)`, now.pss / 2 ** 20, 'MiB', 1);
    line(`idle CPU of ${name}`, (now.cpuMs - usage.cpuMs) / (idleSeconds * 10), '% of a core', 2);
    cpu += now.cpuMs - usage.cpuMs;
    pss += now.pss;
    rss += now.rss;
  }
  line('idle memory of all processes (PSS)', pss / 2 ** 20, 'MiB', 1);
  line('idle memory of all processes (RSS)', rss / 2 ** 20, 'MiB', 1);
  line(`idle CPU of all processes over ${idleSeconds} s`, cpu / (idleSeconds * 10), '% of a core', 2);
}

/** From the POST of a Pod, and from the start of `kubectl apply`, to a status of Running. */
async function firstPod(): Promise<void> {
  const direct: number[] = [];
  for (let index = 0; index < 15; index++) {
    const name = `first-${index}`;
    const startedAt = performance.now();
    await call(measured, pods, { method: 'POST', body: manifest(name) });
    await running([name]);
    direct.push(performance.now() - startedAt);
  }
  line('one Pod, request to Running (median of 15)', median(direct), 'ms');
  line('one Pod, request to Running (p90)', quantile(direct, 0.9), 'ms');
  const applied: number[] = [];
  for (let index = 0; index < 9; index++) {
    const name = `applied-${index}`;
    const startedAt = performance.now();
    await run(process.execPath, [kubectlBinary, 'apply', '-f', '-'], {
      env: measured.env,
      input: JSON.stringify(manifest(name)),
    });
    await running([name]);
    applied.push(performance.now() - startedAt);
  }
  line('one Pod, `kubectl apply` to Running (median of 9)', median(applied), 'ms');
  await call(measured, `${pods}?gracePeriodSeconds=0`, { method: 'DELETE' });
}

async function hundredPods(): Promise<void> {
  const startedAt = performance.now();
  await call(measured, '/apis/apps/v1/namespaces/default/deployments', {
    method: 'POST',
    body: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'hundred' },
      spec: {
        replicas: 100,
        selector: { matchLabels: { app: 'hundred' } },
        template: { metadata: { labels: { app: 'hundred' } }, spec: manifest('unused').spec },
      },
    },
  });
  const first = await countRunning(measured, { label: 'app=hundred', count: 1 });
  line('Deployment of 100: first Pod Running', first - startedAt, 'ms');
  const last = await countRunning(measured, { label: 'app=hundred', count: 100 });
  line('Deployment of 100: hundredth Pod Running', last - startedAt, 'ms');
}

/** `sleep` on the host: what is measured is ours, not the program's start. */
function manifest(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'main', image: 'host', command: ['sleep', '3600'] }],
    },
  };
}

async function running(names: readonly string[]): Promise<void> {
  for (const name of names) {
    while ((await call(measured, `${pods}/${name}`)).json?.status?.phase !== 'Running') await sleep(2);
  }
}

async function countRunning(target: TestCluster, { label, count }: { label: string; count: number }): Promise<number> {
  for (;;) {
    const answer = await call(
      target,
      `${pods}?labelSelector=${encodeURIComponent(label)}&fieldSelector=status.phase%3DRunning&limit=500`,
    );
    if (answer.json.items.length >= count) return performance.now();
    await sleep(10);
  }
}
