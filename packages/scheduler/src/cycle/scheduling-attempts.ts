import { isConflict, isNotFound, keyOf, type Node, type Pod } from '@sampan/api';
import type { Logger } from '@sampan/client';
import { fitErrorMessage } from '../framework/fit-error.js';
import type { Handle } from '../framework/handle.js';
import type { Profile } from '../framework/profile.js';
import type { Profiles } from '../framework/profiles.js';
import type { Refusal } from '../framework/refusal.js';
import { type Refused, schedulePod } from '../framework/schedule-pod.js';
import type { QueuedPod, SchedulingQueue } from '../queue/scheduling-queue.js';
import { bind, preBind } from './binding-cycle.js';
import { type Outcome, writeOutcome } from './pod-condition.js';
import type { WaitingPods } from './waiting-pods.js';

export interface SchedulingAttemptsOptions {
  readonly handle: Handle;
  readonly queue: SchedulingQueue;
  readonly waiting: WaitingPods;
  readonly logger: Logger;
  /** A number in [0, 1). */
  random(): number;
  readonly profiles: Profiles;
  /** The Pod as it is now, if it still has to be scheduled. */
  current(pod: Pod): Pod | undefined;
}

/**
 * Decides about one Pod after the other, and does what was decided:
 *
 *   schedulePod ─ assume ─ reserve ─ permit ─┬─ pre-bind ─ bind ─ post-bind
 *        │           ▲                       │ (others are decided about meanwhile)
 *        │           └── forget, unreserve ◀─┴── something went wrong
 *        └── no node: condition, event, and what PostFilter found: nominate, perform
 *
 * Returns what is being written for the Pod; undefined while it waits for something else, or nothing is written.
 */
export function createSchedulingAttempts(
  options: SchedulingAttemptsOptions,
): (queued: QueuedPod) => Promise<void> | undefined {
  const { handle, queue, waiting, logger, random, profiles, current } = options;
  const { state, client, clock } = handle;
  /** Pods for which room is being made, and whether they came up again meanwhile. */
  const preempting = new Map<string, { cameUp: boolean }>();
  let startAt = 0;

  function attempt(queued: QueuedPod): Promise<void> | undefined {
    const { pod } = queued;
    const uid = pod.metadata.uid ?? '';
    const profile = profiles.of(pod);
    if (profile === undefined || state.isPlaced(uid)) return undefined;
    const making = preempting.get(uid);
    if (making !== undefined) {
      making.cameUp = true;
      return undefined;
    }
    try {
      const decision = schedulePod(pod, state, { profile, startAt, random });
      startAt = (startAt + decision.lookedAt) % Math.max(state.nodes.length, 1);
      return decision.nodeName === undefined ? refuse(queued, decision) : place(queued, decision.nodeName, profile);
    } catch (error) {
      state.forget(uid);
      return fail(queued, { reason: 'SchedulerError', message: textOf(error) });
    }
  }

  /** Keeps the Pod, says why, and makes room for it where that can be done. */
  function refuse(queued: QueuedPod, { fitError, refusedBy, remedy }: Refused): Promise<void> {
    const { pod } = queued;
    if (remedy.nominate !== undefined) state.nominations.set(pod, remedy.nominate);
    queue.park(queued, refusedBy);
    const told = tell(pod, {
      reason: 'Unschedulable',
      message: fitErrorMessage(fitError),
      nominate: remedy.nominate,
    });
    const perform = remedy.perform?.bind(remedy);
    return perform === undefined ? told : told.then(() => makeRoom(queued, perform));
  }

  /** Nothing more is decided about the Pod before everything is done that makes room for it. */
  async function makeRoom(queued: QueuedPod, perform: () => Promise<void>): Promise<void> {
    const { pod } = queued;
    const uid = pod.metadata.uid ?? '';
    const making = { cameUp: false };
    preempting.set(uid, making);
    try {
      await perform();
    } catch (error) {
      logger.warn('cannot make room', { pod: pod.metadata.name, error: textOf(error) });
      state.nominations.remove(uid);
      making.cameUp = true;
      queue.remove(uid);
    }
    preempting.delete(uid);
    const now = current(pod);
    if (making.cameUp && now !== undefined && !queue.has(uid)) queue.add(now);
  }

  function place(queued: QueuedPod, nodeName: string, profile: Profile): Promise<void> | undefined {
    const { pod } = queued;
    const node = state.node(nodeName)?.node as Node;
    state.assume(pod, nodeName);
    const refusal = reserve(pod, node, profile) ?? waiting.ask(pod, node, profile);
    if (refusal === undefined) return prepare(queued, node, profile);
    if (!(refusal instanceof Promise)) return giveBack(queued, node, { profile, outcome: outcomeOf(refusal) });
    void refusal.then((rejected) =>
      rejected === undefined
        ? prepare(queued, node, profile)
        : giveBack(queued, node, { profile, outcome: outcomeOf(rejected) }),
    );
    return undefined;
  }

  function reserve(pod: Pod, node: Node, { points }: Profile): Refusal | undefined {
    for (const plugin of points.reserve) {
      const refusal = plugin.reserve?.(pod, node);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  function prepare(queued: QueuedPod, node: Node, profile: Profile): Promise<void> | undefined {
    const preparing = preBind(queued.pod, node, profile);
    if (preparing === undefined) return write(queued, node, profile);
    void preparing.then(
      () => write(queued, node, profile),
      (error: unknown) => giveBack(queued, node, { profile, error }),
    );
    return undefined;
  }

  async function write(queued: QueuedPod, node: Node, profile: Profile): Promise<void> {
    const { pod } = queued;
    const nodeName = node.metadata.name ?? '';
    try {
      await bind(pod, nodeName, profile);
    } catch (error) {
      await giveBack(queued, node, { profile, error });
      return;
    }
    const { namespace, name } = keyOf(pod);
    handle.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`, profile.name);
  }

  /** The Pod does not go to its node after all: what it took there is free again. */
  function giveBack(
    queued: QueuedPod,
    node: Node,
    { profile, error, outcome }: { profile: Profile; error?: unknown; outcome?: Outcome },
  ): Promise<void> {
    const { pod } = queued;
    for (const plugin of [...profile.points.reserve].reverse()) plugin.unreserve?.(pod, node);
    state.forget(pod.metadata.uid ?? '');
    const failing = fail(queued, outcome ?? { reason: 'SchedulerError', message: textOf(error) }, error);
    queue.move('assignedPodDeleted', { pod });
    return failing;
  }

  /** Something went wrong that time may mend. */
  async function fail(queued: QueuedPod, outcome: Outcome, error?: unknown): Promise<void> {
    const pod = current(queued.pod);
    if (pod === undefined) return;
    queue.retryLater({ ...queued, pod });
    // Deleted, or bound by somebody else: the informer is about to tell.
    const cause = error instanceof Error ? error.cause : undefined;
    if (isNotFound(cause) || isConflict(cause)) return;
    if (outcome.reason === 'SchedulerError')
      logger.warn('cannot schedule', { pod: pod.metadata.name, error: outcome.message });
    await tell(pod, outcome);
  }

  /** Never rejects: what cannot be written now is written with the next attempt. */
  async function tell(pod: Pod, outcome: Outcome): Promise<void> {
    handle.event(pod, 'Warning', 'FailedScheduling', outcome.message, pod.spec.schedulerName ?? '');
    try {
      await writeOutcome(client, pod, outcome, clock.now());
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) {
        logger.warn('cannot tell why', { pod: pod.metadata.name, error: textOf(error) });
      }
    }
  }

  return attempt;
}

/** A plugin refused the node that had been chosen: it is told as if there were no other. */
function outcomeOf({ reasons }: Refusal): Outcome {
  const counts = new Map(reasons.map((reason) => [reason, 1]));
  return { reason: 'Unschedulable', message: fitErrorMessage({ nodeCount: 1, reasons: counts }) };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
