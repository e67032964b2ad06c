import { type Container, isSidecar, type Pod, type PodStatus } from '@sampan/api';
import { allocationOf } from '../pod/allocation.js';
import { type ContainerState, newContainerState, type PodState } from '../pod/pod-state.js';
import { podStatus } from '../pod/pod-status.js';

/** The status of a Pod whose init containers have ended well, and whose other containers run and are ready. */
export function simulatedStatus(pod: Pod, { podIP, now }: { podIP: string; now: number }): PodStatus {
  const { initContainers = [], containers } = pod.spec;
  const state: PodState = {
    ...{ startTime: now, setUp: true, volumesAreOutdated: false, podIP, hostIP: '127.0.0.1' },
    containers: new Map([
      ...initContainers.map((each) => [each.name, isSidecar(each) ? running(each, now) : done(each, now)] as const),
      ...containers.map((each) => [each.name, running(each, now)] as const),
    ]),
    allocation: allocationOf(pod.spec),
    ...{ deleted: false, tornDown: false },
  };
  return podStatus(pod, state, now);
}

function running({ name, image = '', resources = {} }: Container, now: number): ContainerState {
  const run = { id: idOf(name), image, imageID: '', stopSignal: 'SIGTERM', startedAt: now, resources };
  return { ...newContainerState(0), phase: 'running', run, started: true, ready: true };
}

function done({ name }: Container, now: number): ContainerState {
  const exit = { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now, id: idOf(name) };
  return { ...newContainerState(0), phase: 'exited', exit };
}

function idOf(container: string): string {
  return `simulated://${container}`;
}
