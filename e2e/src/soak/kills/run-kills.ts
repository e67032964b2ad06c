import { setMaxListeners } from 'node:events';
import { processesNaming, startTestCluster, type TestCluster } from '../../support/cluster.js';
import { eventually } from '../../support/eventually.js';
import type { SoakOptions, SoakReport } from '../command.js';
import { killComponent } from '../kill-components.js';
import { pause } from '../pause.js';
import { type Random, seededRandom } from '../random.js';
import { deployLockedPods, type LockedPod, type LockedPods } from './locked-pods.js';

const replicas = 40;
const nodes = ['node-1', 'node-2'];
const components = ['apiserver', 'controller-manager', 'scheduler', 'supervisor', ...nodes];
/** A container that is killed again waits longer each time: ten seconds, then twenty. */
const killsOfEach = 2;
/** How long after the last kill everything has to be as it was, in milliseconds. */
const recovery = 120_000;

/**
 * Kills components and containers of a cluster with forty Pods, at random and often several at once. Locks show that no
 * program ever runs twice; starts are counted: each container starts as often as it was killed, and no Pod is replaced.
 */
export async function runKills({ seed, duration, log }: SoakOptions): Promise<SoakReport> {
  const cluster = await startTestCluster('--nodes', String(nodes.length));
  const over = new AbortController();
  // Everything that takes part waits for it.
  setMaxListeners(0, over.signal);
  let timer: NodeJS.Timeout | undefined;
  try {
    const pods = await deployLockedPods(cluster, replicas);
    const before = await pods.list();
    timer = setTimeout(() => over.abort(), duration);
    const kills = await killAtRandom(cluster, pods, { random: seededRandom(seed), over: over.signal, log });
    const containers = [...kills.containers.values()].reduce((sum, count) => sum + count, 0);
    return {
      summary: `${kills.components} components and ${containers} containers killed`,
      violations: await violationsAfter(cluster, pods, { before, kills: kills.containers }),
    };
  } finally {
    clearTimeout(timer);
    await cluster.destroy();
  }
}

interface Kills {
  components: number;
  /** How often each Pod's container was killed. */
  readonly containers: Map<string, number>;
}

async function killAtRandom(
  cluster: TestCluster,
  pods: LockedPods,
  { random, over, log }: { random: Random; over: AbortSignal; log(line: string): void },
): Promise<Kills> {
  const kills: Kills = { components: 0, containers: new Map() };
  const names = (await pods.list()).map(({ name }) => name).sort();
  while (!over.aborted) {
    const victims = random.below(3) === 0 ? [] : [random.pick(components)];
    if (victims.length > 0 && random.below(4) === 0)
      victims.push(random.pick(components.filter((one) => one !== victims[0])));
    const restarted = Promise.all(victims.map((name) => kill(cluster, name)));
    const containers = await Promise.all(
      Array.from({ length: random.below(5) }, () => killContainer(pods, random.pick(names), kills.containers)),
    );
    await restarted;
    kills.components += victims.length;
    log(`  killed ${[...victims, `${containers.filter(Boolean).length} containers`].join(', ')}`);
    await pause(random.below(2000), over);
  }
  return kills;
}

/** The supervisor is started again by hand, as a person would. */
async function kill(cluster: TestCluster, name: string): Promise<void> {
  if (name !== 'supervisor') return killComponent(cluster, name);
  const { supervisor } = await cluster.pids();
  if (supervisor !== undefined) process.kill(supervisor, 'SIGKILL');
  const { code, stderr } = await cluster.sampan('up');
  if (code !== 0) throw new Error(`sampan up after the supervisor was killed: ${stderr}`);
}

/** Kills the program of a Pod, where it runs and was not killed too often. Returns whether it did. */
async function killContainer(pods: LockedPods, pod: string, kills: Map<string, number>): Promise<boolean> {
  const killed = kills.get(pod) ?? 0;
  const starts = await pods.starts(pod);
  const pid = starts.at(-1);
  // Whatever was killed before has to have been started again: otherwise this kill would hit nothing.
  if (pid !== undefined && !(pid > 1)) throw new Error(`${pod} says that its process is ${pid}`);
  const isFresh = (kills.get(pod) ?? 0) === killed && starts.length === killed + 1;
  if (killed >= killsOfEach || pid === undefined || !isFresh) return false;
  kills.set(pod, killed + 1);
  process.kill(pid, 'SIGKILL');
  return true;
}

interface Expected {
  readonly before: readonly LockedPod[];
  readonly kills: ReadonlyMap<string, number>;
}

/** Waits until everything is as it has to be; what is not by then, or what can never be mended, went wrong. */
async function violationsAfter(cluster: TestCluster, pods: LockedPods, expected: Expected): Promise<string[]> {
  let missing: string[] = [];
  await eventually(
    async () => {
      missing = await differences(pods, expected);
      if (missing.length > 0) throw new Error('not yet');
    },
    { timeout: recovery, pause: 500 },
  ).catch(() => undefined);
  return [...missing, ...(await pods.violations()), ...(await agentsTooMany(cluster))];
}

async function differences(pods: LockedPods, { before, kills }: Expected): Promise<string[]> {
  const now = new Map((await pods.list()).map((pod) => [pod.name, pod]));
  const created = [...now.keys()].filter((name) => !before.some((pod) => pod.name === name));
  const wrong = await Promise.all(
    before.map(async ({ name, uid }) => {
      const pod = now.get(name);
      const killed = kills.get(name) ?? 0;
      const starts = (await pods.starts(name)).length;
      if (pod?.uid !== uid) return [`${name} was replaced`];
      return [
        ...(starts === killed + 1 ? [] : [`${name} started ${starts} times, after ${killed} kills`]),
        ...(pod.restarts === killed ? [] : [`${name} says ${pod.restarts} restarts, after ${killed} kills`]),
        ...(pod.isReady ? [] : [`${name} is not ready`]),
        ...(pods.isLocked(name) ? [] : [`${name} does not run`]),
      ];
    }),
  );
  return [...wrong.flat(), ...created.map((name) => `${name} was created`)];
}

/** Each node has one agent. */
async function agentsTooMany(cluster: TestCluster): Promise<string[]> {
  const processes = await processesNaming(cluster.home);
  return nodes.flatMap((node) => {
    const agents = processes.filter((line) => line.includes(`--node-name=${node}`));
    return agents.length === 1 ? [] : [`${node} has ${agents.length} agents: ${agents.join('; ')}`];
  });
}
