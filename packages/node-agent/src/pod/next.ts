import { type Container, isSidecar, type Pod, type ResourceRequirements } from '@sampan/api';
import { isAllocated, isSameAmount } from './allocation.js';
import {
  allContainers,
  ephemeralContainers,
  initContainers,
  isBegun,
  isEphemeral,
  restarts,
} from './pod-containers.js';
import { isEnding, isTerminal } from './pod-phase.js';
import type { ContainerState, PodState, RestartBackOff } from './pod-state.js';
import { decideRestart, showPullErrorFor } from './restart-back-off.js';

/** What the worker is to do now. It may be told again while it is at it. */
export type PodAction =
  | { type: 'setUp' }
  | { type: 'updateVolumes' }
  | { type: 'start'; container: string; attempt: number; backOff?: RestartBackOff }
  | { type: 'stop'; container: string; graceSeconds: number }
  | { type: 'allocate' }
  | { type: 'resize'; container: string }
  | { type: 'endResize' }
  | { type: 'tellBackOff'; container: string }
  | { type: 'restartAll'; backOff: RestartBackOff }
  | { type: 'end'; reason: string; message: string }
  | { type: 'tearDown' };

export interface NextStep {
  actions: PodAction[];
  /** When to look again even if nothing happens. */
  wakeAt?: number;
}

/** Even a forced stop leaves programs so long to end by themselves, as the kubelet does. */
const minimumGraceSeconds = 2;

/**
 * Decides what a pod needs, from its spec and what was observed of it. Pure: the same input gives the same answer.
 *
 *     set up ──▶ init containers, one after the other ──▶ containers, all at once ──▶ (all done) ──▶ sidecars stop
 *                (a sidecar counts as done when it has started)
 *     ephemeral containers: once each, whatever the others do
 *     a rule says RestartAllContainers ──▶ all are killed ──▶ (back-off) ──▶ all wait ──▶ init containers …
 *     deleted, or past its deadline ──▶ containers stop ──▶ sidecars stop, the last first ──▶ torn down
 */
export function next(pod: Pod, state: PodState, now: number): NextStep {
  const plan = new Plan(pod, state, now);
  if (isEnding(pod, state)) plan.stopEverything();
  else if (plan.isPastDeadline()) plan.endAtDeadline();
  else if (state.restarting !== undefined) plan.restartAll(state.restarting);
  else if (isTerminal(pod, state)) plan.stopCompany();
  else if (!state.setUp) plan.actions.push({ type: 'setUp' });
  else plan.run();
  return {
    actions: plan.actions,
    ...(plan.wakeAt === undefined ? {} : { wakeAt: plan.wakeAt }),
  };
}

class Plan {
  readonly actions: PodAction[] = [];
  wakeAt: number | undefined;
  readonly #pod: Pod;
  readonly #state: PodState;
  readonly #now: number;

  constructor(pod: Pod, state: PodState, now: number) {
    this.#pod = pod;
    this.#state = state;
    this.#now = now;
  }

  isPastDeadline(): boolean {
    const seconds = this.#pod.spec.activeDeadlineSeconds;
    if (seconds === undefined || isTerminal(this.#pod, this.#state)) return false;
    const deadline = this.#state.startTime + seconds * 1000;
    if (this.#now >= deadline) return true;
    this.#wake(deadline);
    return false;
  }

  endAtDeadline(): void {
    const message = 'Pod was active on the node longer than the specified deadline';
    this.actions.push({ type: 'end', reason: 'DeadlineExceeded', message });
  }

  /** Ordinary containers first; then sidecars, which may have to serve them until the end. */
  stopEverything(): void {
    const live = allContainers(this.#pod).filter((container) => this.#isLive(container));
    if (live.length > 0) {
      const sidecars = initContainers(this.#pod).filter(isSidecar);
      const ordinary = live.filter((container) => !sidecars.includes(container));
      for (const container of ordinary.length > 0 ? ordinary : live.slice(-1)) this.#stop(container);
      return;
    }
    const isGone = this.#pod.metadata.deletionTimestamp !== undefined || this.#state.deleted;
    if (isGone && !this.#state.tornDown) this.actions.push({ type: 'tearDown' });
  }

  /** What is left when the pod is done: who looked into it, and then its sidecars. */
  stopCompany(): void {
    const lookers = ephemeralContainers(this.#pod).filter((container) => this.#isLive(container));
    for (const container of lookers) this.#stop(container);
    if (lookers.length > 0) return;
    const last = initContainers(this.#pod)
      .filter((container) => this.#isLive(container))
      .at(-1);
    if (last !== undefined) this.#stop(last);
  }

  /** None gets time to end; then all start again, once the one that asked for it may. */
  restartAll({ container }: NonNullable<PodState['restarting']>): void {
    const live = allContainers(this.#pod).filter((each) => this.#isLive(each) && !isEphemeral(this.#pod, each));
    for (const { name } of live) this.#stopWithin(name, 0);
    const { exit, backOff, backOffTold } = this.#state.containers.get(container) ?? {};
    const decision = decideRestart(backOff, exit?.finishedAt ?? this.#now, this.#now);
    if (!decision.start) {
      if (!backOffTold) this.actions.push({ type: 'tellBackOff', container });
      this.#wake(decision.at);
    } else if (live.length === 0) this.actions.push({ type: 'restartAll', backOff: decision.backOff });
  }

  run(): void {
    if (this.#state.volumesAreOutdated) this.actions.push({ type: 'updateVolumes' });
    this.#resize();
    this.#startEphemeralContainers();
    if (this.#startInitContainers()) this.#startContainers();
  }

  /** The pod asks for other resources than it has; what it is given, each running container is brought to. */
  #resize(): void {
    const { resizePending, allocation, containers, resizing } = this.#state;
    const isNew = resizePending?.generation !== (this.#pod.metadata.generation ?? 0);
    if (!isAllocated(this.#pod, allocation)) {
      if (isNew || resizePending?.retry) this.actions.push({ type: 'allocate' });
    } else if (resizePending !== undefined) this.actions.push({ type: 'allocate' });
    const isBehind = ([name, given]: [string, ResourceRequirements]) => {
      const { phase, run } = containers.get(name) ?? {};
      const isLive = phase === 'running' || phase === 'stopping';
      return phase === 'starting' || (isLive && !isSameAmount(run?.resources, given));
    };
    const behind = [...allocation.containers].filter(isBehind).map(([name]) => name);
    for (const container of behind) {
      if (containers.get(container)?.phase === 'running') this.actions.push({ type: 'resize', container });
    }
    if (resizing !== undefined && behind.length === 0) this.actions.push({ type: 'endResize' });
  }

  /** Before the others, so that one can look into a pod whose init containers do not start. */
  #startEphemeralContainers(): void {
    for (const container of ephemeralContainers(this.#pod)) {
      const state = this.#state.containers.get(container.name);
      if (state?.phase !== 'exited') this.#keepRunning(container);
    }
  }

  /** Answers whether all of them are done, or, for sidecars, have started. */
  #startInitContainers(): boolean {
    const isInitialized = isBegun(this.#pod, this.#state);
    for (const container of initContainers(this.#pod)) {
      const state = this.#state.containers.get(container.name);
      if (isSidecar(container)) {
        this.#keepRunning(container);
        if (!isInitialized && state?.started !== true) return false;
      } else if (!isInitialized && !(state?.phase === 'exited' && state.exit?.exitCode === 0)) {
        this.#keepRunning(container);
        return false;
      }
    }
    return true;
  }

  #startContainers(): void {
    for (const container of this.#pod.spec.containers) this.#keepRunning(container);
  }

  #keepRunning(container: Container): void {
    const state = this.#state.containers.get(container.name);
    if (state === undefined) this.actions.push({ type: 'start', container: container.name, attempt: 0 });
    else if (state.phase === 'waiting') this.actions.push(startAgain(container, state));
    else if (state.phase === 'blocked') this.#unblock(container, state);
    else if (state.phase === 'exited') this.#restart(container, state);
  }

  #unblock(container: Container, { attempt, blocked }: ContainerState): void {
    const retryAt = blocked?.retryAt ?? 0;
    if (this.#now >= retryAt) this.actions.push({ type: 'start', container: container.name, attempt });
    else this.#wake(Math.min(retryAt, nextLook(blocked?.since ?? 0, this.#now) ?? retryAt));
  }

  #restart(container: Container, state: ContainerState): void {
    const { exit, backOff, attempt, backOffTold } = state;
    if (exit === undefined || !restarts(this.#pod, container, exit.exitCode)) return;
    const decision = decideRestart(backOff, exit.finishedAt, this.#now);
    if (decision.start) {
      this.actions.push({ type: 'start', container: container.name, attempt: attempt + 1, backOff: decision.backOff });
      return;
    }
    if (!backOffTold) this.actions.push({ type: 'tellBackOff', container: container.name });
    this.#wake(decision.at);
  }

  #isLive({ name }: Container): boolean {
    const phase = this.#state.containers.get(name)?.phase;
    return phase === 'starting' || phase === 'running' || phase === 'stopping';
  }

  /** One that is being started is stopped once it runs; one that is being stopped can only be given less time. */
  #stop({ name }: Container): void {
    this.#stopWithin(name, graceSeconds(this.#pod, this.#state));
  }

  #stopWithin(name: string, seconds: number): void {
    const own = this.#state.containers.get(name);
    const isAskedFor = own?.phase === 'stopping' && (own.graceSeconds ?? 0) <= seconds;
    if (own?.phase === 'starting' || isAskedFor) return;
    this.actions.push({ type: 'stop', container: name, graceSeconds: seconds });
  }

  #wake(at: number): void {
    this.wakeAt = this.wakeAt === undefined ? at : Math.min(this.wakeAt, at);
  }
}

function graceSeconds({ metadata, spec }: Pod, state: PodState): number {
  if (state.deleted) return minimumGraceSeconds;
  return Math.max(metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30, minimumGraceSeconds);
}

/** What never ran, because something was missing, has used up no attempt. */
function startAgain({ name }: Container, { attempt, exit }: ContainerState): PodAction {
  return { type: 'start', container: name, attempt: exit === undefined ? attempt : attempt + 1 };
}

function nextLook(since: number, now: number): number | undefined {
  return now < since + showPullErrorFor ? since + showPullErrorFor : undefined;
}
