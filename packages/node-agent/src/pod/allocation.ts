import type { ResourceAmounts, ResourceRequirements } from '@sampan/api';
import { type Container, type ContainerStatus, deepEqual, type Pod, type PodSpec, podRequests } from '@sampan/api';

/**
 * What the node has given to a pod, of which its containers are started. It follows the spec, and stays behind it for as
 * long as there is no room for what is asked for now (KEP-1287).
 */
export interface PodAllocation {
  /** By the names of the containers that can be resized: all but those that only look into the pod. */
  containers: ReadonlyMap<string, ResourceRequirements>;
  /** Of the pod as a whole, where its spec says so. */
  pod?: ResourceRequirements;
}

/** All that the spec asks for. */
export function allocationOf({ containers, initContainers = [], resources }: PodSpec): PodAllocation {
  const named = [...initContainers, ...containers].map((each) => [each.name, each.resources ?? {}] as const);
  return { containers: new Map(named), ...(resources !== undefined && { pod: resources }) };
}

/** What an agent before this one has told that it gave; what it did not tell of was never different from the spec. */
export function toldAllocation({ spec, status = {} }: Pod): PodAllocation {
  const { containers, pod } = allocationOf(spec);
  const told = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const given = told.flatMap((each) => (each.resources === undefined ? [] : [[each.name, givenTo(each)] as const]));
  const own = status.resources ?? pod;
  return { containers: new Map([...containers, ...given]), ...(own !== undefined && { pod: own }) };
}

function givenTo({ resources = {}, allocatedResources }: ContainerStatus): ResourceRequirements {
  return allocatedResources === undefined ? resources : { ...resources, requests: allocatedResources };
}

/** Whether the pod has all that it asks for. */
export function isAllocated({ spec }: Pod, allocation: PodAllocation): boolean {
  const wanted = allocationOf(spec);
  const isGiven = ([name, resources]: [string, ResourceRequirements]) =>
    isSameAmount(resources, allocation.containers.get(name));
  return [...wanted.containers].every(isGiven) && isSameAmount(wanted.pod, allocation.pod);
}

/** The pod as its containers are run: with what it was given, whatever it asks for. */
export function allocatedPod(pod: Pod, { containers, pod: own }: PodAllocation): Pod {
  const given = (container: Container): Container => {
    const resources = containers.get(container.name);
    return resources === undefined ? container : { ...container, resources };
  };
  const { initContainers } = pod.spec;
  const spec: PodSpec = {
    ...pod.spec,
    containers: pod.spec.containers.map(given),
    ...(initContainers !== undefined && { initContainers: initContainers.map(given) }),
    ...(own !== undefined && { resources: own }),
  };
  return { ...pod, spec };
}

/** What the node sets aside for the pod. */
export function allocatedRequests(pod: Pod, allocation: PodAllocation): ResourceAmounts {
  return podRequests(allocatedPod(pod, allocation).spec);
}

/** Empty and absent are the same. */
export function isSameAmount(a: ResourceRequirements = {}, b: ResourceRequirements = {}): boolean {
  return deepEqual(a.requests ?? {}, b.requests ?? {}) && deepEqual(a.limits ?? {}, b.limits ?? {});
}
