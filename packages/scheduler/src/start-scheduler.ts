import { type Clock, isConflict, isNotFound, keyOf, type Pod, resources } from '@sampan/api';
import { type Client, createEventRecorder, createInformer, type Informer, type Logger } from '@sampan/client';
import { fitErrorMessage } from './framework/fit-error.js';
import { type Decision, schedulePod } from './framework/schedule-pod.js';
import { defaultPlugins } from './plugins/index.js';
import { type QueuedPod, SchedulingQueue } from './queue/scheduling-queue.js';
import { ClusterState } from './state/cluster-state.js';
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

/** Bindings that are under way at the same time; more would only queue up in the API server. */
const maxBindings = 64;

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
  const nodes = createInformer(client, resources.nodes, informerOptions);
  const namespaces = createInformer(client, resources.namespaces, informerOptions);
  const pods = createInformer(client, resources.pods, informerOptions);
  const informers = [nodes, namespaces, pods] as Informer<never>[];
  const synced = Promise.all(informers.map((informer) => informer.synced)).then(() => undefined);
  let running = false;
  let stopped = false;
  let bindings = 0;
  let startAt = 0;

  nodes.subscribe({
    added: (node) => changed(() => state.setNode(node)),
    updated: (node) => changed(() => state.setNode(node)),
    deleted: (node) => changed(() => state.removeNode(node.metadata.name ?? '')),
  });
  namespaces.subscribe({
    added: (namespace) => state.setNamespace(namespace),
    updated: (namespace) => state.setNamespace(namespace),
    deleted: (namespace) => state.removeNamespace(namespace.metadata.name ?? ''),
  });
  pods.subscribe({
    added: podChanged,
    updated: podChanged,
    deleted: (pod) => {
      queue.remove(pod.metadata.uid ?? '');
      changed(() => state.removePod(pod.metadata.uid ?? ''));
    },
  });
  for (const informer of informers) informer.start();
  void synced.then(() => {
    running = !stopped;
    work();
  });

  function podChanged(pod: Pod, old?: Pod): void {
    const uid = pod.metadata.uid ?? '';
    if (pod.spec.nodeName) {
      queue.remove(uid);
      const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (ended) changed(() => state.setPod(pod));
      else state.setPod(pod);
      return;
    }
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== name || state.isAssumed(uid)) return;
    const waits = pod.metadata.deletionTimestamp === undefined && (pod.spec.schedulingGates ?? []).length === 0;
    if (!waits) queue.remove(uid);
    else if (old === undefined || !queue.has(uid) || specChanged(pod, old)) queue.add(pod);
    work();
  }

  /** Takes in a change that may make room for Pods that no node took. */
  function changed(take: () => void): void {
    take();
    if (queue.moveAll()) work();
  }

  function work(): void {
    while (running && bindings < maxBindings) {
      const { moves } = queue;
      const queued = queue.next();
      if (queued === undefined) return;
      const decision = decide(queued.pod);
      if (decision.nodeName !== undefined) void bind(queued, decision.nodeName);
      else void park(queued, { moves, message: fitErrorMessage(decision.fitError) });
    }
  }

  function decide(pod: Pod): Decision {
    startAt = (startAt + 1) % Math.max(state.nodes.length, 1);
    return schedulePod(pod, state, { plugins: defaultPlugins, startAt, random });
  }

  async function bind(queued: QueuedPod, nodeName: string): Promise<void> {
    const { pod } = queued;
    const { namespace, name: podName } = keyOf(pod);
    state.assume(pod, nodeName);
    bindings++;
    try {
      await bindPod(client, pod, nodeName);
      recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${podName} to ${nodeName}`);
    } catch (error) {
      state.forget(pod.metadata.uid ?? '');
      // Deleted, or bound by somebody else: the informer tells the rest.
      if (!isNotFound(error) && !isConflict(error)) retry(queued, error);
    } finally {
      bindings--;
      work();
    }
  }

  /** The API server could not be reached, or refused: the Pod gets its turn again a little later. */
  function retry(queued: QueuedPod, error: unknown): void {
    logger.warn('binding failed', { pod: queued.pod.metadata.name, error: String(error) });
    clock.setTimeout(() => {
      if (stopped || queue.has(queued.pod.metadata.uid ?? '')) return;
      const current = pods.lister.get(keyOf(queued.pod));
      if (current !== undefined && !current.spec.nodeName) queue.add(current);
      work();
    }, 1000);
  }

  async function park(queued: QueuedPod, { moves, message }: { moves: number; message: string }): Promise<void> {
    queue.park(queued, moves);
    recorder.event(queued.pod, 'Warning', 'FailedScheduling', message);
    await markUnschedulable(client, queued.pod, { message, now: clock.now() }).catch((error: unknown) => {
      if (!isNotFound(error))
        logger.warn('cannot set PodScheduled', { pod: queued.pod.metadata.name, error: String(error) });
    });
  }

  return {
    synced,
    stop: async () => {
      stopped = true;
      running = false;
      await Promise.all(informers.map((informer) => informer.stop()));
      await recorder.flushed();
    },
  };
}

/** Status changes do not make a Pod schedulable; labels and the spec may. */
function specChanged(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.generation !== old.metadata.generation ||
    JSON.stringify([pod.metadata.labels, pod.spec]) !== JSON.stringify([old.metadata.labels, old.spec])
  );
}
