import { ephemeralContainers, initContainers } from './pod-containers.js';
import type { PodContext } from './pod-context.js';
import type { PodRuntime } from './pod-runtime.js';

/** Tells of something about a container of a pod; `involvedObject.fieldPath` names the container, as the kubelet does. */
export type TellOfContainer = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

export function containerEvents({ pod }: PodRuntime, name: string, { recorder }: PodContext): TellOfContainer {
  const part = recorder.at(`spec.${listOf(pod, name)}{${name}}`);
  return (type, reason, message) => part.event(pod, type, reason, message);
}

function listOf(pod: PodRuntime['pod'], name: string): string {
  if (initContainers(pod).some((container) => container.name === name)) return 'initContainers';
  return ephemeralContainers(pod).some((container) => container.name === name) ? 'ephemeralContainers' : 'containers';
}
