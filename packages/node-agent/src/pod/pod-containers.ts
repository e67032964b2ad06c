import { type Container, type Pod, restartsAfter, restartsAllAfter } from '@sampan/api';
import type { PodState } from './pod-state.js';

export function initContainers({ spec }: Pod): Container[] {
  return spec.initContainers ?? [];
}

/** Containers that were added to look into a running pod: each runs once, and the pod is what it is without them. */
export function ephemeralContainers({ spec }: Pod): Container[] {
  return spec.ephemeralContainers ?? [];
}

export function isEphemeral(pod: Pod, container: Container): boolean {
  return ephemeralContainers(pod).some(({ name }) => name === container.name);
}

export function allContainers(pod: Pod): Container[] {
  return [...initContainers(pod), ...pod.spec.containers, ...ephemeralContainers(pod)];
}

export function containerNamed(pod: Pod, name: string): Container | undefined {
  return allContainers(pod).find((container) => container.name === name);
}

/** Whether an ordinary container was started since the pod was new, or all of its containers were restarted. */
export function isBegun({ spec }: Pod, { containers }: PodState): boolean {
  return spec.containers.some(({ name }) => (containers.get(name)?.phase ?? 'waiting') !== 'waiting');
}

/** `name_namespace(uid)`, as the kubelet's messages name pods. */
export function formatPod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

/** Whether a container that ended with `exitCode` is to start again. */
export function restarts(pod: Pod, container: Container, exitCode: number): boolean {
  return !isEphemeral(pod, container) && restartsAfter(pod.spec, container, exitCode);
}

/** Whether its end with `exitCode` asks for a restart of all containers of the pod. */
export function restartsAll(pod: Pod, container: Container, exitCode: number): boolean {
  return !isEphemeral(pod, container) && restartsAllAfter(pod.spec, container, exitCode);
}
