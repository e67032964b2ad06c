import { formatTime, type Pod, type PodStatus } from '@sampan/api';
import { containerStatus } from './container-status.js';
import { podConditions } from './pod-conditions.js';
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
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !own.some((condition) => condition.type === type));
  return {
    ...pod.status,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: [...own, ...others],
    hostIP: state.hostIP,
    hostIPs: [{ ip: state.hostIP }],
    ...(state.podIP === undefined ? {} : { podIP: state.podIP, podIPs: [{ ip: state.podIP }] }),
    startTime: pod.status?.startTime ?? formatTime(state.startTime),
    ...(initStatuses.length > 0 ? { initContainerStatuses: initStatuses } : {}),
    containerStatuses,
    ...(ephemeralStatuses.length > 0 ? { ephemeralContainerStatuses: ephemeralStatuses } : {}),
    ...(state.ended === undefined ? {} : { reason: state.ended.reason, message: state.ended.message }),
  };
}
