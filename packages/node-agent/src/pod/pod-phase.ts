import { type Container, isSidecar, type Pod } from '@sampan/api';
import { initContainers, isBegun, restarts } from './pod-containers.js';
import type { ContainerState, PodState } from './pod-state.js';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** The phase of a pod, by the rules of the kubelet's `getPhase`. */
export function podPhase(pod: Pod, state: PodState): PodPhase {
  if (state.ended !== undefined) return 'Failed';
  const isStopped = stoppedForGood(pod, state);
  // How containers ended that will start again says nothing of the pod.
  if (state.restarting !== undefined && !isStopped) return 'Pending';
  const initialization = initializationOf(pod, state);
  if (initialization === 'failed') return 'Failed';
  if (initialization === 'pending') return isStopped ? 'Failed' : 'Pending';
  return phaseOfContainers(pod, state, isStopped);
}

/** Whether the pod is on its way out, or past its deadline: nothing of it is to go on. */
export function isEnding({ metadata }: Pod, state: PodState): boolean {
  return metadata.deletionTimestamp !== undefined || state.deleted || state.ended !== undefined;
}

/** Whether the pod is done for good: nothing of it will be started again. */
export function isTerminal(pod: Pod, state: PodState): boolean {
  const phase = podPhase(pod, state);
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether every init container is done, and every sidecar has started. */
export function isInitialized(pod: Pod, state: PodState): boolean {
  return initializationOf(pod, state) === 'done';
}

/** The init containers that keep the pod from being initialized. */
export function incompleteInitContainers(pod: Pod, state: PodState): string[] {
  return initContainers(pod)
    .filter((container) => !isComplete(container, state))
    .map(({ name }) => name);
}

function initializationOf(pod: Pod, state: PodState): 'done' | 'pending' | 'failed' {
  // Once an ordinary container was started, initialization is over and stays over.
  if (isBegun(pod, state)) return 'done';
  for (const container of initContainers(pod)) {
    if (isComplete(container, state)) continue;
    const { phase, exit } = state.containers.get(container.name) ?? {};
    const hasFailed = phase === 'exited' && exit !== undefined && !isSidecar(container);
    return hasFailed && !restarts(pod, container, exit.exitCode) ? 'failed' : 'pending';
  }
  return 'done';
}

function isComplete(container: Container, state: PodState): boolean {
  const own = state.containers.get(container.name);
  if (own === undefined) return false;
  return isSidecar(container) ? own.started : own.phase === 'exited' && own.exit?.exitCode === 0;
}

function phaseOfContainers(pod: Pod, state: PodState, isStopped: boolean): PodPhase {
  let running = 0;
  let waiting = 0;
  let succeeded = 0;
  let willRestart = false;
  for (const container of pod.spec.containers) {
    const own = state.containers.get(container.name);
    if (own?.phase === 'running' || own?.phase === 'stopping') running++;
    else if (own?.exit === undefined && own?.previous === undefined) waiting++;
    else {
      const exitCode = (own.exit ?? own.previous)?.exitCode ?? 0;
      if (exitCode === 0) succeeded++;
      if (own.phase !== 'exited' || restarts(pod, container, exitCode)) willRestart = true;
    }
  }
  if (isStopped) return succeeded === pod.spec.containers.length ? 'Succeeded' : 'Failed';
  if (waiting > 0) return 'Pending';
  if (running > 0 || willRestart) return 'Running';
  return succeeded === pod.spec.containers.length ? 'Succeeded' : 'Failed';
}

/** A deleted pod is done as soon as nothing of it runs, whatever its restart policy says. */
function stoppedForGood({ metadata }: Pod, state: PodState): boolean {
  const isGoing = metadata.deletionTimestamp !== undefined || state.deleted;
  return isGoing && ![...state.containers.values()].some(isLive);
}

function isLive({ phase }: ContainerState): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'stopping';
}
