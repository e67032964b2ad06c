import type { ContainerStatus, Pod, ResourceRequirements } from '@sampan/api';
import type { Container } from '../drivers/container.js';
import type { AdoptedPod } from '../drivers/sandbox-runtime.js';
import { toldAllocation } from './allocation.js';
import { runOf } from './container-run.js';
import { defaultWaitingReason } from './container-status.js';
import { allContainers, restartsAll } from './pod-containers.js';
import type { ContainerState, ContainerTermination, PodState, RestartBackOff } from './pod-state.js';
import { decideRestart } from './restart-back-off.js';

/** What is known of a pod when the agent takes it on: nothing for a new one; what runs, and what its status tells. */
export function initialPodState(
  pod: Pod,
  { now, hostIP, adopted }: { now: number; hostIP: string; adopted?: AdoptedPod },
): PodState {
  const startTime = pod.status?.startTime === undefined ? now : Date.parse(pod.status.startTime);
  const state: PodState = {
    startTime,
    setUp: false,
    volumesAreOutdated: false,
    hostIP,
    containers: new Map(),
    allocation: toldAllocation(pod),
    deleted: false,
    tornDown: false,
  };
  if (pod.status?.phase === 'Failed' && pod.status.reason) {
    state.ended = { reason: pod.status.reason, message: pod.status.message ?? '' };
  }
  if (adopted?.sandbox !== undefined) state.podIP = adopted.sandbox.ip;
  for (const { name } of allContainers(pod)) {
    const told = toldStatus(pod, name);
    const found = adopted?.containers.find((container) => container.name === name);
    const own =
      found === undefined
        ? fromStatus(told)
        : fromContainer(found, { told, given: state.allocation.containers.get(name) });
    if (own?.phase === 'exited' && told?.state?.waiting?.reason === defaultWaitingReason(pod)) own.phase = 'waiting';
    if (own !== undefined) state.containers.set(name, own);
  }
  state.restarting = toldRestart(pod, state);
  return state;
}

/** A restart of all containers that was told of, and whose containers were not seen waiting yet, goes on. */
function toldRestart(pod: Pod, { containers }: PodState): PodState['restarting'] {
  const isTold = pod.status?.conditions?.some(
    ({ type, status }) => type === 'AllContainersRestarting' && status === 'True',
  );
  if (!isTold) return undefined;
  for (const container of allContainers(pod)) {
    const { phase, exit } = containers.get(container.name) ?? {};
    if (phase !== 'exited' || exit === undefined || !restartsAll(pod, container, exit.exitCode)) continue;
    return { container: container.name, exitCode: exit.exitCode };
  }
  return undefined;
}

/**
 * Running until its `exited` says otherwise, unless its end was told already. Readiness and back-off go on as they were:
 * a restarted agent disturbs nobody.
 */
function fromContainer(
  found: Container,
  { told, given }: { told?: ContainerStatus; given?: ResourceRequirements },
): ContainerState {
  const isSame = told?.containerID === found.id && told.state?.running !== undefined;
  const exit = [told?.state?.terminated, told?.lastState?.terminated].find((end) => end?.containerID === found.id);
  const common = { attempt: found.attempt, backOff: backOffAfter(found.attempt, found.startedAt) };
  if (exit !== undefined) {
    return { ...common, phase: 'exited', exit: terminationOf(exit), backOffTold: true, started: false, ready: false };
  }
  return {
    ...common,
    phase: 'running',
    run: runOf(found, told?.resources ?? given),
    previous: terminationOf(told?.lastState?.terminated),
    backOffTold: false,
    started: isSame && told.started === true,
    ready: isSame && told.ready,
  };
}

/** The back-off that so many restarts, the last of them at `startedAt`, have led to. */
function backOffAfter(restarts: number, startedAt: number): RestartBackOff | undefined {
  if (restarts === 0) return undefined;
  let decision = decideRestart(undefined, startedAt, startedAt);
  for (let count = 1; count < restarts && decision.start; count++) {
    const { delay } = decision.backOff;
    decision = decideRestart(decision.backOff, startedAt - delay, startedAt);
  }
  return decision.start ? decision.backOff : undefined;
}

/** Nothing was found of it, but it ran before: how it ended is all that is left of it. */
function fromStatus(told: ContainerStatus | undefined): ContainerState | undefined {
  const exit = terminationOf(told?.state?.terminated ?? told?.lastState?.terminated);
  if (told === undefined) return undefined;
  const backOff = backOffAfter(told.restartCount, exit?.finishedAt ?? 0);
  const base = { attempt: told.restartCount, backOff, backOffTold: false, started: false, ready: false };
  if (exit !== undefined) return { ...base, phase: 'exited', exit };
  if (told.state?.running === undefined) return undefined;
  const lost: ContainerTermination = {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    startedAt: 0,
    finishedAt: 0,
    id: told.containerID ?? '',
  };
  return { ...base, phase: 'exited', exit: lost };
}

function toldStatus({ status }: Pod, name: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(
    (container) => container.name === name,
  );
}

type ToldTermination = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function terminationOf(terminated: ToldTermination | undefined): ContainerTermination | undefined {
  if (terminated === undefined) return undefined;
  const { exitCode, signal, reason = '', message, startedAt, finishedAt, containerID = '' } = terminated;
  return {
    exitCode,
    reason,
    ...(signal === undefined ? {} : { signal }),
    ...(message === undefined ? {} : { message }),
    startedAt: Date.parse(startedAt ?? '') || 0,
    finishedAt: Date.parse(finishedAt ?? '') || 0,
    id: containerID,
  };
}
