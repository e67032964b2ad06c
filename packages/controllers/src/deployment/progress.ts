import { type Deployment, type DeploymentStatus, findCondition, removeCondition } from '@sampan/api';
import type { ReplicaSets } from './replica-sets.js';
import { type ConditionChange, type Conditions, countedStatus, withCondition, withReplicaFailure } from './status.js';

export const progressReasons = {
  newReplicaSet: 'NewReplicaSetCreated',
  foundReplicaSet: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  available: 'NewReplicaSetAvailable',
  failedCreate: 'ReplicaSetCreateError',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const;

/** Kubernetes' way to say that there is no deadline. */
const noDeadline = 2 ** 31 - 1;

export function hasProgressDeadline({ spec }: Deployment): boolean {
  return spec?.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== noDeadline;
}

/** The conditions after a pause, which stops the clock of the progress deadline, or its end, which starts it anew. */
export function pauseNoted(deployment: Deployment, now: number): Conditions {
  const conditions = deployment.status?.conditions ?? [];
  const reason = findCondition(conditions, 'Progressing')?.reason;
  if (!hasProgressDeadline(deployment) || reason === progressReasons.timedOut) return conditions;
  const isPaused = deployment.spec?.paused === true;
  if (isPaused === (reason === progressReasons.paused)) return conditions;
  const change = isPaused
    ? { reason: progressReasons.paused, message: 'Deployment is paused' }
    : { reason: progressReasons.resumed, message: 'Deployment is resumed' };
  return withCondition(conditions, { type: 'Progressing', status: 'Unknown', ...change }, now);
}

/** The conditions when the current ReplicaSet was made just now, or is seen for the first time. */
export function currentNoted(
  deployment: Deployment,
  { found, after, conditions }: { found: ReplicaSets; after: ReplicaSets; conditions: Conditions },
  now: number,
): Conditions {
  if (after.current === undefined || !hasProgressDeadline(deployment)) return conditions;
  const isNew = found.current === undefined;
  if (!isNew && findCondition(conditions, 'Progressing') !== undefined) return conditions;
  const reason = isNew ? progressReasons.newReplicaSet : progressReasons.foundReplicaSet;
  const message = `${isNew ? 'Created' : 'Found'} new replica set "${after.current.metadata.name}"`;
  return withCondition(conditions, { type: 'Progressing', status: 'True', reason, message }, now);
}

/** Whether every replica is of the current template and available, and the status is about the current spec. */
export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus): boolean {
  const wanted = spec?.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

/** The status during a rollout: counts, availability, and how the rollout gets on against its deadline. */
export function rolloutStatus(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  conditions: Conditions,
  now: number,
): DeploymentStatus {
  const status = countedStatus(deployment, replicaSets, conditions, now);
  const progressed = hasProgressDeadline(deployment)
    ? withProgress(deployment, { status, conditions: status.conditions ?? [], replicaSets }, now)
    : removeCondition(status.conditions, 'Progressing');
  return { ...status, conditions: [...withReplicaFailure(progressed, replicaSets, now)] };
}

interface Progress {
  status: DeploymentStatus;
  conditions: Conditions;
  replicaSets: ReplicaSets;
}

function withProgress(deployment: Deployment, { status, conditions, replicaSets }: Progress, now: number): Conditions {
  const before = findCondition(conditions, 'Progressing');
  const hasEnded = status.replicas === status.updatedReplicas && before?.reason === progressReasons.available;
  if (hasEnded) return conditions;
  const { current } = replicaSets;
  const subject =
    current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.metadata.name}"`;
  const progressing = (status: 'True' | 'False', reason: string, words: string): ConditionChange => ({
    type: 'Progressing',
    status,
    reason,
    message: `${subject} ${words}.`,
  });
  if (isComplete(deployment, status)) {
    return withCondition(
      conditions,
      progressing('True', progressReasons.available, 'has successfully progressed'),
      now,
    );
  }
  if (isProgressing(deployment.status, status)) {
    const change = progressing('True', progressReasons.updated, 'is progressing');
    const updated = withCondition(removeCondition(conditions, 'Progressing'), change, now);
    return before?.status === 'True' ? keepTransition(updated, before.lastTransitionTime) : updated;
  }
  if (hasTimedOut(deployment, conditions, now)) {
    return withCondition(conditions, progressing('False', progressReasons.timedOut, 'has timed out progressing'), now);
  }
  return conditions;
}

/** Every sign of progress moves the update time, from which the deadline counts. */
function keepTransition(conditions: Conditions, lastTransitionTime: string | undefined): Conditions {
  return conditions.map((condition) =>
    condition.type === 'Progressing' ? { ...condition, lastTransitionTime } : condition,
  );
}

function isProgressing(before: DeploymentStatus = {}, after: DeploymentStatus): boolean {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = after;
  return (
    updatedReplicas > (before.updatedReplicas ?? 0) ||
    replicas - updatedReplicas < (before.replicas ?? 0) - (before.updatedReplicas ?? 0) ||
    readyReplicas > (before.readyReplicas ?? 0) ||
    availableReplicas > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut(deployment: Deployment, conditions: Conditions, now: number): boolean {
  const condition = findCondition(conditions, 'Progressing');
  if (condition === undefined || condition.reason === progressReasons.available) return false;
  return condition.reason === progressReasons.timedOut || deadlineOf(deployment, condition.lastUpdateTime) < now;
}

function deadlineOf({ spec }: Deployment, lastUpdateTime: string | undefined): number {
  return Date.parse(lastUpdateTime ?? '') + (spec?.progressDeadlineSeconds ?? 0) * 1_000;
}

/** Milliseconds until the deadline of a rollout that is under way, so that somebody looks when it has passed. */
export function untilDeadline(deployment: Deployment, status: DeploymentStatus, now: number): number | undefined {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition === undefined || isComplete(deployment, status)) return undefined;
  if (condition.reason === progressReasons.timedOut || deployment.spec?.paused) return undefined;
  return Math.max(deadlineOf(deployment, condition.lastUpdateTime) - now, 0) + 1_000;
}
