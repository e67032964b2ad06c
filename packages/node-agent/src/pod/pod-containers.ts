import type { Container, Pod } from '@sampan/api';

/** Whether an init container is a sidecar: it runs beside the others, for as long as they do. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

export function initContainers({ spec }: Pod): Container[] {
  return spec.initContainers ?? [];
}

export function allContainers(pod: Pod): Container[] {
  return [...initContainers(pod), ...pod.spec.containers];
}

export function containerNamed(pod: Pod, name: string): Container | undefined {
  return allContainers(pod).find((container) => container.name === name);
}

/** `name_namespace(uid)`, as the kubelet's messages name pods. */
export function formatPod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

/** Whether a container that ended with `exitCode` is to start again. */
export function restarts(pod: Pod, container: Container, exitCode: number): boolean {
  if (isSidecar(container)) return true;
  const policy = pod.spec.restartPolicy ?? 'Always';
  const isInit = initContainers(pod).includes(container);
  if (policy === 'Never') return false;
  // An init container is done when it succeeded; `Always` means on failure for it.
  return policy === 'OnFailure' || isInit ? exitCode !== 0 : true;
}
