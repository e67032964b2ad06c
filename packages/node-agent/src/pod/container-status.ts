import {
  type ContainerState as ApiContainerState,
  type Container,
  type ContainerStateTerminated,
  type ContainerStatus,
  formatDuration,
  formatTime,
  type Pod,
} from '@sampan/api';
import { formatPod, initContainers, isEphemeral, restarts } from './pod-containers.js';
import type { ContainerState, ContainerTermination, PodState } from './pod-state.js';
import { decideRestart, showPullErrorFor } from './restart-back-off.js';

/** What `status.containerStatuses` says of one container. */
export function containerStatus(pod: Pod, container: Container, state: PodState, now: number): ContainerStatus {
  const own = state.containers.get(container.name);
  const isRunning = own?.phase === 'running' || own?.phase === 'stopping';
  const shown = shownState(pod, container, own, now);
  const { state: current, last } = shown;
  const id = own?.run?.id ?? own?.exit?.id ?? own?.previous?.id;
  const isInit = initContainers(pod).includes(container) && container.restartPolicy !== 'Always';
  // Nobody waits for those who only look into the pod.
  const counts = !isEphemeral(pod, container);
  const given = state.allocation.containers.get(container.name);
  return {
    name: container.name,
    state: current,
    lastState: last === undefined ? {} : { terminated: terminated(last) },
    ready: isInit
      ? own?.phase === 'exited' && own.exit?.exitCode === 0
      : counts && isRunning && own.started && own.ready,
    restartCount: own?.attempt ?? 0,
    image: own?.run?.image ?? container.image ?? '',
    imageID: own?.run?.imageID ?? '',
    ...(id === undefined ? {} : { containerID: id }),
    ...(counts && { started: isRunning && own.started }),
    ...(given?.requests !== undefined && { allocatedResources: given.requests }),
    ...(given !== undefined && { resources: (isRunning ? own.run?.resources : undefined) ?? given }),
    ...(isRunning && { stopSignal: own.run?.stopSignal }),
  };
}

function shownState(
  pod: Pod,
  container: Container,
  own: ContainerState | undefined,
  now: number,
): { state: ApiContainerState; last?: ContainerTermination } {
  const { previous } = own ?? {};
  const before = previous === undefined ? {} : { last: previous };
  switch (own?.phase) {
    case 'running':
    case 'stopping':
      return { state: { running: { startedAt: formatTime(own.run?.startedAt ?? 0) } }, ...before };
    case 'exited':
      return shownExit(pod, container, own, now);
    case 'blocked':
      return { state: { waiting: shownBlock(container, own, now) }, ...before };
    case 'waiting':
      return { state: { waiting: { reason: defaultWaitingReason(pod) } }, last: own.exit ?? previous };
    default:
      return { state: { waiting: { reason: defaultWaitingReason(pod) } }, ...before };
  }
}

function shownExit(pod: Pod, container: Container, own: ContainerState, now: number) {
  const { exit, previous, backOff } = own;
  if (exit === undefined) return { state: { waiting: { reason: defaultWaitingReason(pod) } } };
  const isGoing = pod.metadata.deletionTimestamp !== undefined;
  if (!isGoing && restarts(pod, container, exit.exitCode)) {
    const decision = decideRestart(backOff, exit.finishedAt, now);
    if (!decision.start) {
      const message = `back-off ${formatDuration(decision.delay)} restarting failed container=${container.name} pod=${formatPod(pod)}`;
      return { state: { waiting: { reason: 'CrashLoopBackOff', message } }, last: exit };
    }
  }
  return { state: { terminated: terminated(exit) }, ...(previous === undefined ? {} : { last: previous }) };
}

function shownBlock({ image }: Container, { blocked }: ContainerState, now: number) {
  const { reason = '', message = '', since = 0 } = blocked ?? {};
  if (reason !== 'ErrImagePull' || now < since + showPullErrorFor) return { reason, message };
  return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${message}` };
}

function terminated(exit: ContainerTermination): ContainerStateTerminated {
  return {
    exitCode: exit.exitCode,
    ...(exit.signal === undefined ? {} : { signal: exit.signal }),
    reason: exit.reason,
    ...(exit.message ? { message: exit.message } : {}),
    startedAt: formatTime(exit.startedAt),
    finishedAt: formatTime(exit.finishedAt),
    containerID: exit.id,
  };
}

/** Why a container waits whose turn has not come yet. */
export function defaultWaitingReason(pod: Pod): string {
  return initContainers(pod).length > 0 ? 'PodInitializing' : 'ContainerCreating';
}
