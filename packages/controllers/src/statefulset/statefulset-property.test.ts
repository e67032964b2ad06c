import {
  isPodReady,
  isPodTerminal,
  keyOf,
  type Pod,
  resources,
  type SeededRandom,
  type StatefulSet,
  seededRandom,
  systemClock,
  TestClock,
} from '@sampan/api';
import { createInformer, type Informer } from '@sampan/client';
import { afterEach, describe, expect, it } from 'vitest';
import { statefulSet, template } from '../testing/samples.js';
import { runningPod, startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { untilHolds } from '../testing/until-holds.js';
import { whileTimePasses } from '../testing/while-time-passes.js';
import { ordinalOf } from './stateful-pod.js';

const key = { namespace: 'default', name: 'db' };

let cluster: TestCluster;
let pods: Informer<Pod>;
let sets: Informer<StatefulSet>;
afterEach(async () => {
  await Promise.all([pods.stop(), sets.stop()]);
  await cluster.stop();
});

/**
 * Watches the Pods, and what the controller does with them: in which order they come and go, and how many that worked it
 * has taken away for an update. What else happens to Pods is told by `disturb`.
 */
function createWitness(
  random: SeededRandom,
  { isOrdered, maxUnavailable }: { isOrdered: boolean; maxUnavailable: number },
) {
  const lost = new Set<number>();
  const disturbed = new Set<number>();
  /** Ready just now: the controller may still be about to delete them because they were not. */
  const starting = new Set<number>();
  const faults: string[] = [];
  /** The least and the most replicas that the controller may believe to be wanted. */
  let wanted = { least: 3, most: 3 };
  const ordinal = (pod: Pod): number => ordinalOf(statefulSet('db'), pod) ?? -1;
  const ready = (): Set<number> => new Set(pods.lister.list().filter(isPodReady).map(ordinal));

  function look(pod: Pod): void {
    if (!isPodReady(pod)) return;
    lost.delete(ordinal(pod));
    disturbed.delete(ordinal(pod));
  }

  function came(pod: Pod): void {
    look(pod);
    const working = ready();
    for (let before = 0; isOrdered && before < ordinal(pod); before++) {
      if (!working.has(before) && !disturbed.has(before)) faults.push(`${pod.metadata.name} came before db-${before}`);
    }
  }

  function went(pod: Pod): void {
    const own = ordinal(pod);
    if (disturbed.has(own) || starting.has(own)) return;
    const later = pods.lister
      .list()
      .map(ordinal)
      .filter((other) => other > own);
    if (isOrdered && own >= wanted.most && later.length > 0)
      faults.push(`${pod.metadata.name} went before db-${later[0]}`);
    if (own < wanted.least && isPodReady(pod)) lost.add(own);
    const missing = [...lost].filter((other) => other < wanted.least);
    if (missing.length > maxUnavailable) faults.push(`db-${missing.join(', db-')} are missing`);
  }

  pods.subscribe({ added: came, updated: look, deleted: went });

  const until = (holds: () => boolean): Promise<void> => untilHolds([pods, sets], holds);

  return {
    faults,
    until,
    pick: (): Pod | undefined => random.pick(pods.lister.list()),
    disturb: (pod: Pod) => disturbed.add(ordinal(pod)),
    /** Has `pod` started, and waits until the controller has counted it: from then on it knows what it takes away. */
    async started(pod: Pod, start: () => Promise<unknown>): Promise<void> {
      starting.add(ordinal(pod));
      try {
        await start();
        await until(() => (sets.lister.get(key)?.status?.readyReplicas ?? 0) === ready().size);
      } finally {
        starting.delete(ordinal(pod));
      }
    },
    async scaled(replicas: number, change: () => Promise<StatefulSet>): Promise<void> {
      wanted = { least: Math.min(wanted.least, replicas), most: Math.max(wanted.most, replicas) };
      for (const own of lost) if (own >= wanted.least) lost.delete(own);
      const { metadata } = await change();
      await until(() => sets.lister.get(key)?.status?.observedGeneration === metadata.generation);
      wanted = { least: replicas, most: replicas };
    },
  };
}

const modes = [
  { podManagementPolicy: 'OrderedReady', maxUnavailable: 1 },
  { podManagementPolicy: 'OrderedReady', maxUnavailable: 2 },
  { podManagementPolicy: 'Parallel', maxUnavailable: 1 },
  { podManagementPolicy: 'Parallel', maxUnavailable: 2 },
];

describe('a StatefulSet to which anything may happen', () => {
  it.each([1, 2, 3, 4])('comes to what is wanted, and never passes its bounds on the way (seed %i)', async (seed) => {
    const clock = new TestClock(Date.now());
    const random = seededRandom(seed);
    const { podManagementPolicy, maxUnavailable } = modes[seed % modes.length] ?? { maxUnavailable: 1 };
    cluster = await startTestCluster({ clock });
    const { client } = cluster;
    pods = createInformer(client, resources.pods, { clock: systemClock });
    sets = createInformer(client, resources.statefulSets, { clock: systemClock });
    for (const informer of [pods, sets]) informer.start();
    await Promise.all([pods.synced, sets.synced]);
    const witness = createWitness(random, { isOrdered: podManagementPolicy === 'OrderedReady', maxUnavailable });
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable } };
    const spec = { updateStrategy, ...(podManagementPolicy && { podManagementPolicy }) };
    await client.resource(resources.statefulSets).create(statefulSet('db', spec));
    const change = (body: object) =>
      client.resource(resources.statefulSets).patch(key, { type: 'merge', body: { spec: body } });

    const lose = async (pod: Pod, how: () => Promise<unknown>): Promise<void> => {
      witness.disturb(pod);
      await how();
    };
    const events: Record<string, (pod: Pod | undefined) => Promise<unknown>> = {
      runs: async (pod) => {
        if (pod === undefined || isPodTerminal(pod)) return;
        await witness.started(pod, () => client.resource(resources.pods).updateStatus(runningPod(pod, clock.now())));
      },
      'runs, too': async (pod) => events.runs?.(pod),
      'runs as well': async (pod) => events.runs?.(pod),
      dies: async (pod) =>
        pod && lose(pod, () => client.resource(resources.pods).delete(keyOf(pod), { gracePeriodSeconds: 0 })),
      fails: async (pod) =>
        pod && lose(pod, () => client.resource(resources.pods).updateStatus({ ...pod, status: { phase: 'Failed' } })),
      'gets another template': () => change({ template: template('db', random.pick(['one', 'two', 'three'])) }),
      'is scaled': () => {
        const replicas = random.below(6);
        return witness.scaled(replicas, () => change({ replicas }));
      },
      'is looked after by another controller': () =>
        random.chance(0.3) ? cluster.restartControllers() : Promise.resolve(),
    };
    const kinds = Object.keys(events);
    for (let count = 0; count < 80; count++) {
      // What happens to a Pod may come too late: it has changed, or is gone.
      await events[random.pick(kinds)]?.(witness.pick()).catch(() => undefined);
    }

    cluster.runPods();
    const isDone = ({ metadata, spec: { replicas }, status }: StatefulSet): boolean =>
      status?.observedGeneration === metadata.generation &&
      status?.currentRevision === status?.updateRevision &&
      [status?.replicas, status?.updatedReplicas ?? 0, status?.availableReplicas].every(
        (number) => number === replicas,
      );
    const done = witness.until(() => {
      const set = sets.lister.get(key);
      if (set === undefined || !isDone(set)) return false;
      const names = Array.from({ length: set.spec.replicas ?? 0 }, (_, ordinal) => `db-${ordinal}`);
      return (
        pods.lister
          .list()
          .map(({ metadata }) => metadata.name)
          .sort()
          .join() === names.join()
      );
    });
    await whileTimePasses(clock, done);
    expect(witness.faults).toEqual([]);
  });
});
