import { type Clock, keyOf, type Pod } from '@sampan/api';
import { type Client, createEventRecorder, type EventRecorder, type Informer, type Logger } from '@sampan/client';
import { buildProfile } from './config/build-profile.js';
import { profilesOf, type SchedulerConfiguration } from './config/configuration.js';
import { createSchedulingAttempts } from './cycle/scheduling-attempts.js';
import { createSchedulingLoop } from './cycle/scheduling-loop.js';
import { createWaitingPods } from './cycle/waiting-pods.js';
import { createClusterInformers, followCluster } from './follow-cluster.js';
import type { Handle } from './framework/handle.js';
import { Profiles } from './framework/profiles.js';
import { SchedulingQueue } from './queue/scheduling-queue.js';
import { ClusterState } from './state/cluster-state.js';

export interface SchedulerOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  /** One profile with all plugins for `default-scheduler` by default. */
  configuration?: SchedulerConfiguration;
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
 *   Nodes ─informer──▶ state ───────┘  └─ no node: event, condition, perhaps others go; kept until something may help
 *
 * Throws where the configuration names plugins that cannot do what it wants of them.
 */
export function startScheduler(options: SchedulerOptions): RunningScheduler {
  const { client, clock, logger, configuration = {}, random = Math.random } = options;
  const state = new ClusterState();
  const waiting = createWaitingPods(clock);
  const informers = createClusterInformers(client, {
    clock,
    onError: (error: unknown) => logger.warn('watch failed', { error: String(error) }),
  });
  const recorders = new Map<string, EventRecorder>();
  let stopped = false;

  const current = (pod: Pod): Pod | undefined => {
    const now = informers.pods.lister.get(keyOf(pod));
    const waits = now?.metadata.uid === pod.metadata.uid && !now?.spec.nodeName && !now?.metadata.deletionTimestamp;
    return waits && !stopped ? now : undefined;
  };
  /** Each profile speaks in its own name. */
  const recorderOf = (component: string): EventRecorder => {
    const recorder = recorders.get(component) ?? createEventRecorder(client, { clock, component, logger });
    recorders.set(component, recorder);
    return recorder;
  };
  const event: Handle['event'] = (about, type, reason, message, profile) =>
    recorderOf(profile).event(about, type, reason, message);
  const handle: Handle = {
    ...{ client, clock, state, event },
    isPending: (pod) => current(pod) !== undefined,
    rejectWaiting: (uid, reason) => waiting.reject(uid, reason),
    observe: (pod) => informers.pods.observe(pod),
  };
  const profiles = new Profiles(
    profilesOf(configuration).map((profile) =>
      buildProfile(profile, { handle, percentageOfNodesToScore: configuration.percentageOfNodesToScore ?? 0 }),
    ),
  );
  const queue = new SchedulingQueue({
    clock,
    profiles,
    wake: () => loop.wake(),
    initialBackoffMs: 1000 * (configuration.podInitialBackoffSeconds ?? 1),
    maxBackoffMs: 1000 * (configuration.podMaxBackoffSeconds ?? 10),
  });
  const attempt = createSchedulingAttempts({ handle, queue, waiting, profiles, logger, random, current });
  const loop = createSchedulingLoop(queue, attempt);
  followCluster(informers, {
    ...{ state, queue },
    isMine: (pod) => profiles.of(pod) !== undefined,
    gone: (pod) => void waiting.reject(pod.metadata.uid ?? '', 'the Pod is gone'),
  });
  const all = Object.values(informers) as Informer<never>[];
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
      queue.stop();
      waiting.stop();
      state.storage.changed();
      await Promise.all(all.map((informer) => informer.stop()));
      await Promise.all([...recorders.values()].map((recorder) => recorder.stop()));
    },
  };
}
