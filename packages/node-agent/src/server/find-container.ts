import type { Container as ContainerSpec } from '@sampan/api';
import { containerNamed } from '../pod/pod-containers.js';
import type { PodRuntime } from '../pod/pod-runtime.js';
import type { AgentRequest } from './agent-request.js';
import { HttpError } from './http-error.js';

/** The pod and container that a path `NAMESPACE/POD/CONTAINER` names. */
export function findContainer({ segments, manager }: AgentRequest): { runtime: PodRuntime; container: ContainerSpec } {
  const runtime = findPod({ segments, manager });
  const name = segments.at(-1) ?? '';
  const container = containerNamed(runtime.pod, name);
  if (container === undefined) {
    throw new HttpError(404, `container "${name}" not found in pod "${runtime.pod.metadata.name}"`);
  }
  return { runtime, container };
}

/** The pod of a path that begins with `NAMESPACE/POD`; a uid may stand between it and the container. */
export function findPod({ segments, manager }: Pick<AgentRequest, 'segments' | 'manager'>): PodRuntime {
  const [namespace = '', name = ''] = segments;
  const worker = manager.find(namespace, name);
  if (worker === undefined) throw new HttpError(404, `pod "${name}" not found in namespace "${namespace}"`);
  return worker.runtime;
}
