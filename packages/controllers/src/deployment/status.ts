import {
  type Deployment,
  type DeploymentCondition,
  type DeploymentStatus,
  findCondition,
  formatTime,
  type ReplicaSet,
  removeCondition,
} from '@sampan/api';
import { fencepostsOf } from './fenceposts.js';
import { allOf, available, type ReplicaSets, replicasOf, sum } from './replica-sets.js';

export type Conditions = readonly DeploymentCondition[];

export interface ConditionChange {
  type: 'Available' | 'Progressing' | 'ReplicaFailure';
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
}

/** Sets a condition as upstream does: one of the same status and reason stays as it is, words and times included. */
export function withCondition(conditions: Conditions, change: ConditionChange, now: number): Conditions {
  const before = findCondition(conditions, change.type);
  if (before?.status === change.status && before.reason === change.reason) return conditions;
  const time = formatTime(now);
  const lastTransitionTime = before?.status === change.status ? before.lastTransitionTime : time;
  return [...removeCondition(conditions, change.type), { ...change, lastUpdateTime: time, lastTransitionTime }];
}

/** The counts and the Available condition, from the ReplicaSets' own statuses. */
export function countedStatus(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  conditions: Conditions,
  now: number,
): DeploymentStatus {
  const all = allOf(replicaSets);
  const availableReplicas = sum(all, available);
  const wanted = deployment.spec?.replicas ?? 1;
  const isAvailable = availableReplicas >= wanted - fencepostsOf(deployment).maxUnavailable;
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sum(all, ({ status }) => status?.replicas ?? 0),
    updatedReplicas: replicaSets.current?.status?.replicas ?? 0,
    readyReplicas: sum(all, ({ status }) => status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(sum(all, replicasOf) - availableReplicas, 0),
    terminatingReplicas: sum(all, ({ status }) => status?.terminatingReplicas ?? 0),
    conditions: [...withCondition(conditions, isAvailable ? minimumAvailable : minimumUnavailable, now)],
  };
  const { collisionCount } = deployment.status ?? {};
  return collisionCount === undefined ? status : { ...status, collisionCount };
}

const minimumAvailable: ConditionChange = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};

const minimumUnavailable: ConditionChange = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};

/** The ReplicaFailure condition of the current ReplicaSet, or of the first that has one. */
export function withReplicaFailure(conditions: Conditions, replicaSets: ReplicaSets, now: number): Conditions {
  const candidates = [...(replicaSets.current === undefined ? [] : [replicaSets.current]), ...replicaSets.old];
  const failure = candidates.map(failureOf).find((condition) => condition !== undefined);
  if (failure === undefined) return removeCondition(conditions, 'ReplicaFailure');
  const { reason = '', message = '' } = failure;
  return withCondition(conditions, { type: 'ReplicaFailure', status: 'True', reason, message }, now);
}

function failureOf({ status }: ReplicaSet) {
  return findCondition(status?.conditions, 'ReplicaFailure');
}
