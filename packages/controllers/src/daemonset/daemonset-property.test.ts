import {
  type DaemonSet,
  isPodReady,
  isPodTerminal,
  keyOf,
  type Pod,
  resources,
  type SeededRandom,
  seededRandom,
  systemClock,
  TestClock,
} from '@sampan/api';
import { createInformer, type Informer } from '@sampan/client';
import { afterEach, describe, expect, it } from 'vitest';
import { daemonSet, node, template } from '../testing/samples.js';
import { runningPod, startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { untilHolds } from '../testing/until-holds.js';
import { whileTimePasses } from '../testing/while-time-passes.js';
import { nodeOf } from './daemon-pod.js';
import { isDeleted } from './plan.js';

const key = { namespace: 'default', name: 'agent' };
const names = ['a', 'b', 'c', 'd', 'e'];
const bounds = { maxUnavailable: 2, maxSurge: 0 };

let cluster: TestCluster;
let pods: Informer<Pod>;
let sets: Informer<DaemonSet>;
afterEach(async () => {
  await Promise.all([pods.stop(), sets.stop()]);
  await cluster.stop();
});

/**
 * Watches the Pods, and remembers of every node that has no available one whether it was the controller who took it away:
 * what else happens to Pods is told by `disturb`.
 */
function createWitness(random: SeededRandom) {
  const lost = new Set<string>();
  const disturbed = new Set<string>();
  const tainted = new Set<string>();
  /** Ready just now: the controller may still be about to delete them because they were not. */
  const starting = new Set<string>();
  const faults: string[] = [];
  const living = (name: string) =>
    pods.lister.list().filter((pod) => nodeOf(pod) === name && !isDeleted(pod) && !isPodTerminal(pod));

  function look(pod: Pod): void {
    const name = nodeOf(pod);
    const here = living(name);
    if (here.length > 1 + bounds.maxSurge) faults.push(`${here.length} Pods on node ${name}`);
    if (tainted.has(name) || here.some(isPodReady)) {
      lost.delete(name);
      if (!tainted.has(name)) disturbed.delete(name);
    } else if (isDeleted(pod) || !pods.lister.get(keyOf(pod))) {
      if (isPodReady(pod) && !disturbed.has(name) && !starting.has(name)) lost.add(name);
    }
    if (lost.size > bounds.maxUnavailable) faults.push(`no Pod on the nodes ${[...lost].join()}`);
  }
  pods.subscribe({ added: look, updated: look, deleted: look });
  return {
    faults,
    /** Has `pod` started, and waits until the controller has counted it: from then on it knows what it takes away. */
    async started(pod: Pod, start: () => Promise<unknown>): Promise<void> {
      const isCounted = (): boolean => {
        const ready = names.filter((name) => !tainted.has(name) && living(name).some(isPodReady)).length;
        return sets.lister.get(key)?.status?.numberReady === ready;
      };
      starting.add(nodeOf(pod));
      try {
        await start();
        await untilHolds([pods, sets], isCounted);
      } finally {
        starting.delete(nodeOf(pod));
      }
    },
    pick: (): Pod | undefined => random.pick(pods.lister.list()),
    disturb: (name: string) => disturbed.add(name),
    taint(name: string, isTainted: boolean) {
      disturbed.add(name);
      tainted[isTainted ? 'add' : 'delete'](name);
    },
  };
}

describe('a DaemonSet to which anything may happen', () => {
  it.each([1, 2, 3, 4])('comes to what is wanted, and never passes its bounds on the way (seed %i)', async (seed) => {
    const clock = new TestClock(Date.now());
    const random = seededRandom(seed);
    cluster = await startTestCluster({ clock, controllers: ['*', '-node'] });
    const { client } = cluster;
    pods = createInformer(client, resources.pods, { clock: systemClock });
    sets = createInformer(client, resources.daemonSets, { clock: systemClock });
    for (const informer of [pods, sets]) informer.start();
    await Promise.all([pods.synced, sets.synced]);
    const witness = createWitness(random);
    for (const name of names) await client.resource(resources.nodes).create(node(name));
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: bounds };
    await client.resource(resources.daemonSets).create(daemonSet('agent', { updateStrategy }));

    const lose = async (pod: Pod, how: () => Promise<unknown>): Promise<void> => {
      witness.disturb(nodeOf(pod));
      await how();
    };
    const events: Record<string, (pod: Pod | undefined) => Promise<unknown>> = {
      runs: async (pod) => {
        if (pod === undefined || isPodTerminal(pod)) return;
        await witness.started(pod, () => client.resource(resources.pods).updateStatus(runningPod(pod, clock.now())));
      },
      'runs, too': async (pod) => events.runs?.(pod),
      dies: async (pod) =>
        pod && lose(pod, () => client.resource(resources.pods).delete(keyOf(pod), { gracePeriodSeconds: 0 })),
      fails: async (pod) =>
        pod && lose(pod, () => client.resource(resources.pods).updateStatus({ ...pod, status: { phase: 'Failed' } })),
      'gets another template': () => {
        const body = { spec: { template: template('agent', random.pick(['one', 'two', 'three'])) } };
        return client.resource(resources.daemonSets).patch(key, { type: 'merge', body });
      },
      'has a node that is kept for others, or no longer': async () => {
        const name = random.pick(names);
        const taints = random.chance(0.4) ? [{ key: 'x', effect: random.pick(['NoSchedule', 'NoExecute']) }] : [];
        witness.taint(name, taints.length > 0);
        await client
          .resource(resources.nodes)
          .patch({ namespace: '', name }, { type: 'merge', body: { spec: { taints } } });
      },
      'is looked after by another controller': () =>
        random.chance(0.3) ? cluster.restartControllers() : Promise.resolve(),
      waits: async () => clock.advance(random.below(5_000)),
    };
    const kinds = Object.keys(events);
    for (let count = 0; count < 80; count++) {
      // What happens to a Pod may come too late: it has changed, or is gone.
      await events[random.pick(kinds)]?.(witness.pick()).catch(() => undefined);
    }

    for (const name of names) {
      witness.taint(name, false);
      const body = { spec: { taints: null } };
      await client.resource(resources.nodes).patch({ namespace: '', name }, { type: 'merge', body });
    }
    cluster.runPods();
    const isDone = ({ metadata, status }: DaemonSet): boolean =>
      status?.observedGeneration === metadata.generation &&
      status?.updatedNumberScheduled === names.length &&
      status.numberAvailable === names.length;
    const done = cluster.until(resources.daemonSets, key, (set) => set !== undefined && isDone(set));
    await whileTimePasses(clock, done);
    expect(witness.faults).toEqual([]);
    const { items } = await client.resource(resources.pods).list(key);
    expect(
      items
        .filter((pod) => !isPodTerminal(pod))
        .map(nodeOf)
        .sort(),
    ).toEqual(names);
  });
});
