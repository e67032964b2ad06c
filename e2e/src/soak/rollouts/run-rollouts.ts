import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import { startTestCluster, type TestCluster } from '../../support/cluster.js';
import { example } from '../../support/paths.js';
import type { SoakReport } from '../command.js';

const url = 'http://127.0.0.1:30080/json';
const clientCount = 4;

export interface RolloutOptions {
  /** How many rolling updates, one after the other. */
  readonly rounds: number;
  /** How many processes do nothing but keep the machine busy meanwhile. */
  readonly busy: number;
  log(line: string): void;
}

/** Rolls a Deployment from version to version under traffic: no request may fail, and every client sees the new version. */
export async function runRollouts({ rounds, busy, log }: RolloutOptions): Promise<SoakReport> {
  const cluster = await startTestCluster();
  const load = Array.from({ length: busy }, keepBusy);
  try {
    return await roll(cluster, { rounds, log });
  } finally {
    for (const child of load) child.kill('SIGKILL');
    await cluster.destroy();
  }
}

async function roll(
  cluster: TestCluster,
  { rounds, log }: Pick<RolloutOptions, 'rounds' | 'log'>,
): Promise<SoakReport> {
  await cluster.kubectl('apply', '-f', example('web'));
  await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
  const violations: string[] = [];
  const clients = Array.from({ length: clientCount }, (_, id) => startClient(id));
  for (let round = 1; round <= rounds; round++) {
    const version = `v${round + 1}`;
    const failed = failuresOf(clients).length;
    await cluster.kubectl('set', 'image', 'deployment/web', `web=hello:${version}`);
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
    const failures = failuresOf(clients).slice(failed);
    violations.push(...failures.map((failure) => `round ${round}: ${failure}`));
    log(`  round ${round}: ${failures.length} failed requests`);
  }
  const requests = await Promise.all(clients.map((client) => client.stop()));
  const total = requests.reduce((sum, count) => sum + count, 0);
  return { summary: `${rounds} rollouts, ${total} requests`, violations };
}

interface Client {
  readonly failures: readonly string[];
  /** Resolves with how many requests it made. */
  stop(): Promise<number>;
}

/** Asks again as soon as it is answered, over a new connection each time. */
function startClient(id: number): Client {
  const failures: string[] = [];
  let requests = 0;
  let isRunning = true;
  const done = (async () => {
    while (isRunning) {
      requests++;
      await get().catch((error: Error) => failures.push(`client ${id}, request ${requests}: ${error.message}`));
    }
  })();
  return {
    failures,
    stop: async () => {
      isRunning = false;
      await done;
      return requests;
    },
  };
}

function failuresOf(clients: readonly Client[]): string[] {
  return clients.flatMap(({ failures }) => failures);
}

function get(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${response.statusCode}: ${text}`));
      });
    });
    request.once('error', reject);
  });
}

function keepBusy(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2)'], { stdio: 'ignore' });
}
