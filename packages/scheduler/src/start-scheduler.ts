import { type Clock, keyOf, resources } from '@sampan/api';
import { type Client, createEventRecorder, createInformer, type Informer, type Logger } from '@sampan/client';
import { bindClaims } from './bind-claims.js';
import { followCluster } from './follow-cluster.js';
import { schedulePod } from './framework/schedule-pod.js';
import { defaultPlugins } from './plugins/index.js';
import { SchedulingQueue } from './queue/scheduling-queue.js';
import { createSchedulingLoop } from './scheduling-loop.js';
import { ClusterState } from './state/cluster-state.js';
import { claimNamesOf } from './state/storage-state.js';
import { bindPod, markUnschedulable } from './writes.js';

export interface SchedulerOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  /** The scheduler that Pods name in `spec.schedulerName`; `default-scheduler` by default. */
  name?: string;
  /** A number in [0, 1); Math.random by default. */
  random?: () => number;
}

export interface RunningScheduler {
  /** Resolves when every informer has the cluster's state. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Gives every Pod that has no node a node:
 *
 *   Pods ──informer──▶ queue ──▶ schedulePod ──▶ assume ──▶ POST binding
 *   Nodes ─informer──▶ state ───────┘  └─ no node: event, condition, park until something changes
 */
export function startScheduler(options: SchedulerOptions): RunningScheduler {
  const { client, clock, logger, name = 'default-scheduler', random = Math.random } = options;
  const state = new ClusterState();
  const queue = new SchedulingQueue();
  const recorder = createEventRecorder(client, { clock, component: name, logger });
  const informerOptions = { clock, onError: (error: unknown) => logger.warn('watch failed', { error: String(error) }) };
  const informers = {
    nodes: createInformer(client, resources.nodes, informerOptions),
    namespaces: createInformer(client, resources.namespaces, informerOptions),
    pods: createInformer(client, resources.pods, informerOptions),
    claims: createInformer(client, resources.persistentVolumeClaims, informerOptions),
    volumes: createInformer(client, resources.persistentVolumes, informerOptions),
    classes: createInformer(client, resources.storageClasses, informerOptions),
  };
  const all = Object.values(informers) as Informer<never>[];
  let startAt = 0;
  let stopped = false;

  const loop = createSchedulingLoop({
    ...{ queue, clock, logger },
    decide: (pod) => {
      startAt = (startAt + 1) % Math.max(state.nodes.length, 1);
      return schedulePod(pod, state, { plugins: defaultPlugins, startAt, random });
    },
    bindClaims: async (pod, nodeName) => {
      if (claimNamesOf(pod).length === 0) return true;
      const node = informers.nodes.lister.get({ namespace: '', name: nodeName });
      return node !== undefined && bindClaims(client, pod, node, state.storage);
    },
    bind: async (pod, nodeName) => {
      const { namespace, name: podName } = keyOf(pod);
      state.assume(pod, nodeName);
      try {
        await bindPod(client, pod, nodeName);
      } catch (error) {
        state.forget(pod.metadata.uid ?? '');
        if (queue.moveAll()) loop.wake();
        throw error;
      }
      recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${podName} to ${nodeName}`);
    },
    tell: async (pod, message) => {
      recorder.event(pod, 'Warning', 'FailedScheduling', message);
      await markUnschedulable(client, pod, { message, now: clock.now() });
    },
    current: (pod) => {
      const current = informers.pods.lister.get(keyOf(pod));
      return current?.metadata.uid === pod.metadata.uid && !current?.spec.nodeName ? current : undefined;
    },
  });
  followCluster(informers, { state, queue, name, wake: () => loop.wake() });
  const synced = Promise.all(all.map((informer) => informer.synced)).then(() => undefined);
  for (const informer of all) informer.start();
  void synced.then(() => {
    if (!stopped) loop.start();
  });

  return {
    synced,
    stop: async () => {
      stopped = true;
      loop.stop();
      await Promise.all(all.map((informer) => informer.stop()));
      await recorder.stop();
    },
  };
}
