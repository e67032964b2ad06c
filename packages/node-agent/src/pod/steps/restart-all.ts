import type { Container } from '@sampan/api';
import { restartsAll } from '../pod-containers.js';
import { isEnding, isTerminal } from '../pod-phase.js';
import type { PodRuntime } from '../pod-runtime.js';
import type { PodState, RestartBackOff } from '../pod-state.js';

/**
 * Takes note that a container's end, which is about to be observed, asks for a restart of all (KEP-5532). It does not
 * where the pod is done or on its way out: sidecars are ended then, and say whatever they say.
 */
export function noteRestartOfAll({ pod, state }: PodRuntime, container: Container, exitCode: number): void {
  if (isEnding(pod, state) || state.restarting !== undefined || isTerminal(pod, state)) return;
  if (restartsAll(pod, container, exitCode)) state.restarting = { container: container.name, exitCode };
}

/** None runs any more: all wait for their turn, as in a new pod, but for what is counted and told of them. */
export function restartAllContainers(state: PodState, backOff: RestartBackOff): void {
  const asking = state.containers.get(state.restarting?.container ?? '');
  if (asking !== undefined) asking.backOff = backOff;
  for (const own of state.containers.values()) {
    own.phase = 'waiting';
    own.blocked = undefined;
    own.backOffTold = false;
  }
  state.restarting = undefined;
}
