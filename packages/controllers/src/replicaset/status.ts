import {
  deepEqual,
  findCondition,
  isPodAvailable,
  isPodReady,
  labelSetSelector,
  type Pod,
  type ReplicaSet,
  type ReplicaSetCondition,
  type ReplicaSetStatus,
  type ReplicationController,
  removeCondition,
  setCondition,
} from '@sampan/api';

/** What went wrong while the number of Pods was changed. */
export interface ManageFailure {
  reason: 'FailedCreate' | 'FailedDelete';
  message: string;
}

export interface StatusObservation {
  owner: ReplicaSet | ReplicationController;
  /** The Pods that count. */
  active: readonly Pod[];
  /** Being deleted, and not ended yet; absent where the status does not tell. */
  terminating?: number;
  failure?: ManageFailure | undefined;
  now: number;
}

/** The status that the owner should have, from the Pods that are there. */
export function replicasStatus({ owner, active, terminating, failure, now }: StatusObservation): ReplicaSetStatus {
  const { metadata, spec, status: before } = owner;
  const minReadySeconds = spec?.minReadySeconds ?? 0;
  const template = labelSetSelector(spec?.template?.metadata?.labels);
  const count = (matches: (pod: Pod) => boolean): number =>
    active.reduce((sum, pod) => sum + (matches(pod) ? 1 : 0), 0);
  const status: ReplicaSetStatus = {
    replicas: active.length,
    fullyLabeledReplicas: count(({ metadata: { labels } }) => template.matches(labels)),
    readyReplicas: count(isPodReady),
    availableReplicas: count((pod) => isPodAvailable(pod, minReadySeconds, now)),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    observedGeneration: metadata.generation ?? 0,
  };
  const conditions = conditionsAfter(before?.conditions ?? [], failure, now);
  if (conditions.length > 0) status.conditions = [...conditions];
  return status;
}

/** A failure that is told already keeps its first words, as upstream. */
function conditionsAfter(
  conditions: readonly ReplicaSetCondition[],
  failure: ManageFailure | undefined,
  now: number,
): readonly ReplicaSetCondition[] {
  if (failure === undefined) return removeCondition(conditions, 'ReplicaFailure');
  if (findCondition(conditions, 'ReplicaFailure') !== undefined) return conditions;
  return setCondition(conditions, { type: 'ReplicaFailure', status: 'True', ...failure }, now);
}

/** Whether two statuses say the same; counts that are zero may be left out. */
export function sameStatus(a: ReplicaSetStatus | undefined, b: ReplicaSetStatus): boolean {
  return deepEqual(withCounts(a), withCounts(b));
}

function withCounts(status: ReplicaSetStatus | undefined): ReplicaSetStatus {
  const zero = { replicas: 0, fullyLabeledReplicas: 0, readyReplicas: 0, availableReplicas: 0, terminatingReplicas: 0 };
  return { ...zero, observedGeneration: 0, ...status };
}
