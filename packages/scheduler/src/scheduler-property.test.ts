import { isPodTerminal, type Node, type Pod, type SeededRandom, seededRandom } from '@sampan/api';
import { expect, it } from 'vitest';
import { amountsOf } from './state/amounts.js';
import { startTestCluster, type TestCluster } from './testing/cluster.js';
import { clusterOf, node as nodeOf, requesting, schedule } from './testing/decisions.js';

const cpus = ['250m', '500m', '1', '1500m', '2'];
const classes = ['low', 'middle', 'high', 'polite'];

/** A cluster to which anything may happen: what there should be of it is known here. */
interface World {
  readonly cluster: TestCluster;
  readonly random: SeededRandom;
  readonly nodes: Map<string, Node>;
  created: number;
}

it.each([1, 2, 3])(
  'schedules every Pod that fits, and never more than fit, whatever happens: seed %i',
  async (seed) => {
    const world: World = {
      cluster: await startTestCluster(),
      random: seededRandom(seed),
      nodes: new Map(),
      created: 0,
    };
    const { cluster } = world;
    for (const [index, name] of classes.entries()) {
      await cluster.createPriority(name, index * 100, name === 'polite' ? 'Never' : undefined);
    }
    // Who is told to go does, as if nodes' agents were there.
    const ending = cluster.pods.subscribe({ updated: (pod) => pod.metadata.deletionTimestamp && void end(world, pod) });
    const tooMuch: string[] = [];
    const checking = cluster.pods.subscribe({
      updated: (pod) => void (overcommitted(world, pod) && tooMuch.push(pod.spec.nodeName ?? '')),
    });
    for (let step = 0; step < 40; step++) await act(world);
    await cluster.until((pods) => isSettled(world, pods));
    ending();
    checking();
    await cluster.stop();
    expect(tooMuch).toEqual([]);
  },
);

async function act(world: World): Promise<void> {
  const { random, nodes, cluster } = world;
  const pods = cluster.pods.lister.list();
  const dice = random.below(20);
  if (dice < 2 || nodes.size === 0) await addNode(world);
  else if (dice < 14) await addPod(world);
  else if (dice < 18 && pods.length > 0) await end(world, random.pick(pods));
  else if (dice === 19) await cluster.restartScheduler();
}

async function addNode({ cluster, nodes, random }: World): Promise<void> {
  const name = `node-${nodes.size}`;
  const allocatable = { cpu: String(1 + random.below(3)), pods: String(2 + random.below(4)) };
  nodes.set(name, nodeOf(name, { allocatable }));
  await cluster.createNode(name, allocatable);
}

async function addPod(world: World): Promise<void> {
  const { cluster, random } = world;
  await cluster.createPod(`pod-${world.created++}`, {
    ...requesting({ cpu: random.pick(cpus) }),
    priorityClassName: random.pick(classes),
  });
}

/** A Pod may be gone already. */
async function end({ cluster }: World, { metadata }: Pod): Promise<void> {
  await cluster.endPod(metadata.name ?? '').catch(() => undefined);
}

/** Whether the Pods of the Pod's node ask for more than it has. */
function overcommitted({ cluster, nodes }: World, { spec }: Pod): boolean {
  const node = nodes.get(spec.nodeName ?? '');
  if (node === undefined) return false;
  const here = cluster.pods.lister.list().filter((pod) => pod.spec.nodeName === spec.nodeName && !isPodTerminal(pod));
  const cpu = here.reduce((sum, pod) => sum + (amountsOf(pod.spec).requests.cpu ?? 0), 0);
  const { cpu: most = '0', pods: places = '0' } = node.status?.allocatable ?? {};
  return cpu > Number(most) * 1000 || here.length > Number(places);
}

/** Nobody is about to go, and no Pod that waits would fit anywhere. */
function isSettled({ nodes }: World, pods: Pod[]): boolean {
  if (pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined)) return false;
  const state = clusterOf(...nodes.values());
  for (const pod of pods) if (pod.spec.nodeName) state.setPod(pod);
  const waiting = pods.filter(({ spec }) => !spec.nodeName);
  return waiting.every((pod) => !nodes.has(schedule(pod, state)) && wasToldWhy(pod));
}

function wasToldWhy({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'PodScheduled' && value === 'False') ?? false;
}
