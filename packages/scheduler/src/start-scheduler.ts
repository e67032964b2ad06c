import {
  type Clock,
  deepEqual,
  isConflict,
  isNotFound,
  isPodTerminal,
  keyOf,
  type Node,
  type Pod,
  resources,
  type Timer,
} from '@sampan/api';
import { type Client, createEventRecorder, createInformer, type Informer, type Logger } from '@sampan/client';
import { fitErrorMessage } from './framework/fit-error.js';
import { type Decision, schedulePod } from './framework/schedule-pod.js';
import { defaultPlugins } from './plugins/index.js';
import { type QueuedPod, SchedulingQueue } from './queue/scheduling-queue.js';
import { ClusterState } from './state/cluster-state.js';
import { hasPodAffinity } from './state/node-info.js';
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

/** Bindings and conditions that are being written at the same time; more would only queue up in the API server. */
const maxWrites = 64;
/** When the API server could not be reached, or refused: milliseconds. */
const retryAfter = 1000;

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
  let writes = 0;
  let startAt = 0;
  const retries = new Set<Timer>();

  nodes.subscribe({
    added: (node) => changed(() => state.setNode(node)),
    updated: (node, old) => {
      // Agents write their node's status all the time: only what plugins look at makes room.
      if (mayMakeRoom(node, old)) changed(() => state.setNode(node));
      else state.setNode(node);
    },
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
      const uid = pod.metadata.uid ?? '';
      queue.remove(uid);
      if (state.isPlaced(uid)) changed(() => state.removePod(uid));
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
      if (isPodTerminal(pod) && state.isPlaced(uid)) changed(() => state.setPod(pod));
      else placed(pod, old);
      return;
    }
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== name || state.isAssumed(uid)) return;
    const waits = pod.metadata.deletionTimestamp === undefined && (pod.spec.schedulingGates ?? []).length === 0;
    if (!waits) queue.remove(uid);
    else if (old === undefined || !queue.has(uid) || specChanged(pod, old)) queue.add(pod);
    work();
  }

  /** A Pod on a node takes room, but others may have waited for its company. */
  function placed(pod: Pod, old?: Pod): void {
    const isNews = !old?.spec.nodeName || !deepEqual(pod.metadata.labels, old.metadata.labels);
    state.setPod(pod);
    if (isNews && queue.moveAll(hasPodAffinity)) work();
  }

  /** Takes in a change that may make room for Pods that no node took. */
  function changed(take: () => void): void {
    take();
    if (queue.moveAll()) work();
  }

  function work(): void {
    while (running && writes < maxWrites) {
      const { moves } = queue;
      const queued = queue.next();
      if (queued === undefined) return;
      writes++;
      void handle(queued, moves).finally(() => {
        writes--;
        work();
      });
    }
  }

  /** Decides about a Pod and writes what was decided; never rejects. */
  async function handle(queued: QueuedPod, moves: number): Promise<void> {
    try {
      const decision = decide(queued.pod);
      if (decision.nodeName !== undefined) await bind(queued.pod, decision.nodeName);
      else await park(queued, { moves, message: fitErrorMessage(decision.fitError) });
    } catch (error) {
      // Deleted, or bound by somebody else: the informer tells the rest.
      if (!isNotFound(error) && !isConflict(error)) retry(queued.pod, error);
    }
  }

  function decide(pod: Pod): Decision {
    startAt = (startAt + 1) % Math.max(state.nodes.length, 1);
    return schedulePod(pod, state, { plugins: defaultPlugins, startAt, random });
  }

  async function bind(pod: Pod, nodeName: string): Promise<void> {
    const { namespace, name: podName } = keyOf(pod);
    state.assume(pod, nodeName);
    try {
      await bindPod(client, pod, nodeName);
    } catch (error) {
      changed(() => state.forget(pod.metadata.uid ?? ''));
      throw error;
    }
    recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${podName} to ${nodeName}`);
  }

  async function park(queued: QueuedPod, { moves, message }: { moves: number; message: string }): Promise<void> {
    queue.park(queued, moves);
    recorder.event(queued.pod, 'Warning', 'FailedScheduling', message);
    await markUnschedulable(client, queued.pod, { message, now: clock.now() });
  }

  function retry(pod: Pod, error: unknown): void {
    const uid = pod.metadata.uid ?? '';
    logger.warn('cannot schedule', { pod: pod.metadata.name, error: String(error) });
    const timer = clock.setTimeout(() => {
      retries.delete(timer);
      const current = pods.lister.get(keyOf(pod));
      if (current?.metadata.uid !== uid || current.spec.nodeName || queue.has(uid)) return;
      queue.add(current);
      work();
    }, retryAfter);
    retries.add(timer);
  }

  return {
    synced,
    stop: async () => {
      stopped = true;
      running = false;
      for (const timer of retries) timer.cancel();
      await Promise.all(informers.map((informer) => informer.stop()));
      await recorder.stop();
    },
  };
}

function mayMakeRoom(node: Node, old: Node): boolean {
  return (
    !deepEqual(node.spec, old.spec) ||
    !deepEqual(node.metadata.labels, old.metadata.labels) ||
    !deepEqual(node.status?.allocatable, old.status?.allocatable)
  );
}

/** Status changes do not make a Pod schedulable; labels and the spec may. */
function specChanged(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.generation !== old.metadata.generation ||
    JSON.stringify([pod.metadata.labels, pod.spec]) !== JSON.stringify([old.metadata.labels, old.spec])
  );
}
