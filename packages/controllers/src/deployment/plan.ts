import { type Deployment, type DeploymentStatus, deepEqual, type ReplicaSet, resources } from '@sampan/api';
import {
  type Action,
  createAction,
  deleteAction,
  eventAction,
  type Result,
  updateAction,
  updateStatusAction,
} from '@sampan/client';
import { withoutZeros } from '../shared/without-zeros.js';
import { maxRevision, replicasAnnotations, revisionAnnotation, revisionOf } from './annotations.js';
import { expiredReplicaSets } from './history.js';
import { newReplicaSet, refreshedReplicaSet } from './new-replica-set.js';
import { currentNoted, isComplete, pauseNoted, rolloutStatus, untilDeadline } from './progress.js';
import { allOf, type ReplicaSets, replicasOf } from './replica-sets.js';
import { planRollback, wantedRevision } from './rollback.js';
import { oldPodsRun, type PodsByReplicaSet, planRecreate, planRollingUpdate, type Scaling } from './rollout.js';
import { planScale, wasScaled } from './scale.js';
import { type Conditions, countedStatus } from './status.js';

/** What a look at a Deployment has seen. */
export interface Observation {
  deployment: Deployment;
  replicaSets: ReplicaSets;
  /** Asked for only by a Deployment that recreates. */
  pods: PodsByReplicaSet;
  now: number;
}

/** What is to be done, each action after the success of those before it. */
export interface Plan extends Result {
  actions: Action[];
}

/** The next step of a Deployment: its ReplicaSets as they should be now, and the status that tells of them. */
export function planDeployment(observed: Observation): Plan {
  const { deployment, replicaSets, now } = observed;
  if (deployment.metadata.deletionTimestamp !== undefined) {
    const status = countedStatus(deployment, replicaSets, deployment.status?.conditions ?? [], now);
    return { actions: writeStatus(deployment, status) };
  }
  const wanted = deployment.spec?.paused ? undefined : wantedRevision(deployment);
  if (wanted !== undefined) return { actions: planRollback(deployment, replicaSets, wanted) };
  const isRolling = !deployment.spec?.paused && !wasScaled(deployment, allOf(replicaSets));
  const conditions = pauseNoted(deployment, now);
  return isRolling ? planRollout(observed, conditions) : planResize(observed, conditions);
}

/** A paused Deployment, or one that was scaled just now: sizes change, templates do not. */
function planResize({ deployment, replicaSets: found, now }: Observation, conditions: Conditions): Plan {
  const refreshed = withCurrent(deployment, found, { mayCreate: false });
  const after = withSizes(deployment, refreshed, planScale(deployment, refreshed));
  const status = countedStatus(deployment, after, currentNoted(deployment, { found, after, conditions }, now), now);
  return {
    actions: [
      ...writeReplicaSets(deployment, found, after),
      ...(deployment.spec?.paused ? forgetHistory(deployment, found, after) : []),
      ...writeStatus(deployment, status, after.current),
    ],
  };
}

function planRollout({ deployment, replicaSets: found, pods, now }: Observation, conditions: Conditions): Plan {
  const mustWait =
    deployment.spec?.strategy?.type === 'Recreate' && (planRecreate(found).length > 0 || oldPodsRun(found, pods));
  const ensured = withCurrent(deployment, found, { mayCreate: !mustWait });
  const scalings = mustWait ? planRecreate(ensured) : planRollingUpdate(deployment, ensured);
  const after = withSizes(deployment, ensured, scalings);
  const status = rolloutStatus(deployment, after, currentNoted(deployment, { found, after, conditions }, now), now);
  const isDone = scalings.length === 0 && isComplete(deployment, status);
  const requeueAfterMs = untilDeadline(deployment, status, now);
  return {
    actions: [
      ...writeReplicaSets(deployment, found, after),
      ...(isDone ? forgetHistory(deployment, found, after) : []),
      ...writeStatus(deployment, status, after.current),
    ],
    ...(requeueAfterMs !== undefined && { requeueAfterMs }),
  };
}

/** The ReplicaSets with the current one up to date: its revision is one above all others'. */
function withCurrent(
  deployment: Deployment,
  { current, old }: ReplicaSets,
  { mayCreate }: { mayCreate: boolean },
): ReplicaSets {
  const revision = maxRevision(old) + 1;
  if (current !== undefined) return { current: refreshedReplicaSet(deployment, current, revision), old };
  return { current: mayCreate ? newReplicaSet(deployment, old, revision) : undefined, old };
}

function withSizes(deployment: Deployment, { current, old }: ReplicaSets, scalings: readonly Scaling[]): ReplicaSets {
  const sized = (replicaSet: ReplicaSet): ReplicaSet => {
    const scaling = scalings.find((candidate) => candidate.replicaSet === replicaSet);
    return scaling === undefined ? replicaSet : withSize(deployment, scaling);
  };
  return { current: current && sized(current), old: old.map(sized) };
}

function withSize(deployment: Deployment, { replicaSet, replicas }: Scaling): ReplicaSet {
  const { metadata, spec = { selector: {} } } = replicaSet;
  const annotations = { ...metadata.annotations, ...replicasAnnotations(deployment) };
  return { ...replicaSet, metadata: { ...metadata, annotations }, spec: { ...spec, replicas } };
}

/** Makes the ReplicaSets that were `found` what they should be after: a create or an update of each that differs. */
function writeReplicaSets(deployment: Deployment, found: ReplicaSets, after: ReplicaSets): Action[] {
  return [
    ...(after.current === undefined ? [] : writeReplicaSet(deployment, found.current, after.current)),
    ...after.old.flatMap((replicaSet, index) => writeReplicaSet(deployment, found.old[index], replicaSet)),
  ];
}

function writeReplicaSet(deployment: Deployment, before: ReplicaSet | undefined, after: ReplicaSet): Action[] {
  if (before === after || deepEqual(before, after)) return [];
  const type = resources.replicaSets;
  const write = before === undefined ? createAction(type, after) : updateAction(type, after);
  const [from, to] = [before === undefined ? 0 : replicasOf(before), replicasOf(after)];
  if (from === to) return [write];
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${after.metadata.name} from ${from} to ${to}`;
  return [write, eventAction(deployment, 'Normal', { reason: 'ScalingReplicaSet', message })];
}

/** One that changes now is not forgotten yet: its Pods may not have been counted. */
function forgetHistory(deployment: Deployment, found: ReplicaSets, { old }: ReplicaSets): Action[] {
  return expiredReplicaSets(deployment, old)
    .filter((replicaSet) => found.old.includes(replicaSet))
    .map((replicaSet) => deleteAction(resources.replicaSets, replicaSet));
}

/** With the status the Deployment gets the revision of its current ReplicaSet: `kubectl rollout` reads it there. */
function writeStatus(deployment: Deployment, status: DeploymentStatus, current?: ReplicaSet): Action[] {
  const { metadata } = deployment;
  const revision = current && String(revisionOf(current));
  const hasRevision = revision === undefined || metadata.annotations?.[revisionAnnotation] === revision;
  if (hasRevision && deepEqual({ ...zeroCounts, ...deployment.status }, { ...zeroCounts, ...status })) return [];
  const annotations = hasRevision ? metadata.annotations : { ...metadata.annotations, [revisionAnnotation]: revision };
  const written = {
    ...deployment,
    metadata: { ...metadata, annotations },
    status: withoutZeros(status, ['terminatingReplicas']),
  };
  return [updateStatusAction(resources.deployments, written)];
}

/** Counts that are zero may be left out. */
const zeroCounts: DeploymentStatus = {
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
  observedGeneration: 0,
};
