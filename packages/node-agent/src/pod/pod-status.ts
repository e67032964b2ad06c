import { formatTime, type Pod, type PodStatus } from '@sampan/api';
import { allocatedRequests } from './allocation.js';
import { containerStatus } from './container-status.js';
import { isResizeCondition, podConditions } from './pod-conditions.js';
import { ephemeralContainers, initContainers } from './pod-containers.js';
import { podPhase } from './pod-phase.js';
import type { PodState } from './pod-state.js';

/** The status of a pod: what the agent owns of it anew, what others own (qosClass, gates) as it is. */
export function podStatus(pod: Pod, state: PodState, now: number): PodStatus {
  const phase = podPhase(pod, state);
  const containerStatuses = pod.spec.containers.map((container) => containerStatus(pod, container, state, now));
  const initStatuses = initContainers(pod).map((container) => containerStatus(pod, container, state, now));
  const ephemeralStatuses = ephemeralContainers(pod).map((container) => containerStatus(pod, container, state, now));
  const own = podConditions({ pod, state, phase, statuses: [...containerStatuses, ...initStatuses], now });
  const isOwn = (type: string) => isResizeCondition(type) || own.some((condition) => condition.type === type);
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !isOwn(type));
  return {
    ...pod.status,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: [...own, ...others],
    hostIP: state.hostIP,
    hostIPs: [{ ip: state.hostIP }],
    ...(state.podIP === undefined ? {} : { podIP: state.podIP, podIPs: [{ ip: state.podIP }] }),
    ...podLevelResources(pod, state),
    startTime: pod.status?.startTime ?? formatTime(state.startTime),
    ...(initStatuses.length > 0 ? { initContainerStatuses: initStatuses } : {}),
    containerStatuses,
    ...(ephemeralStatuses.length > 0 ? { ephemeralContainerStatuses: ephemeralStatuses } : {}),
    ...(state.ended === undefined ? {} : { reason: state.ended.reason, message: state.ended.message }),
  };
}

/** What the node sets aside for the pod; and what it has as a whole, where its spec says so. */
function podLevelResources(pod: Pod, { allocation }: PodState): Pick<PodStatus, 'allocatedResources' | 'resources'> {
  const requests = Object.entries(allocatedRequests(pod, allocation)).map(([name, amount]) => [name, String(amount)]);
  return {
    ...(requests.length > 0 && { allocatedResources: Object.fromEntries(requests) }),
    ...(allocation.pod !== undefined && { resources: allocation.pod }),
  };
}
