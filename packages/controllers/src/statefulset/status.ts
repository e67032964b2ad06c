import { isPodAvailable, isPodReady, type Pod, type StatefulSetStatus } from '@sampan/api';
import type { Observation } from './plan.js';
import { revisionNameOf } from './stateful-pod.js';

/** The status that a StatefulSet should have. When all its Pods are of the new template, an update is over. */
export function statefulSetStatus({ set, current, update, pods, now }: Observation): StatefulSetStatus {
  const count = (matches: (pod: Pod) => boolean): number => pods.filter(matches).length;
  const isReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);
  const isOf =
    (name: string | undefined) =>
    (pod: Pod): boolean =>
      pod.metadata.deletionTimestamp === undefined && revisionNameOf(pod) === name;
  const { conditions, collisionCount } = set.status ?? {};
  const status: StatefulSetStatus = {
    replicas: count(({ status }) => Boolean(status?.phase)),
    readyReplicas: count(isReady),
    availableReplicas: count((pod) => isReady(pod) && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now)),
    currentReplicas: count(isOf(current.metadata.name)),
    updatedReplicas: count(isOf(update.metadata.name)),
    currentRevision: current.metadata.name ?? '',
    updateRevision: update.metadata.name ?? '',
    observedGeneration: set.metadata.generation ?? 0,
    collisionCount: collisionCount ?? 0,
    ...(conditions && { conditions }),
  };
  const wanted = set.spec.replicas ?? 1;
  const isComplete =
    set.spec.updateStrategy?.type === 'RollingUpdate' &&
    [status.updatedReplicas, status.readyReplicas, status.replicas].every((number) => number === wanted);
  if (!isComplete) return status;
  return { ...status, currentReplicas: wanted, currentRevision: update.metadata.name ?? '' };
}
