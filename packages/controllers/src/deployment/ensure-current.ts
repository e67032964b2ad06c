import {
  type Deployment,
  findCondition,
  isAlreadyExists,
  type ReplicaSet,
  resources,
  type StatusError,
} from '@sampan/api';
import { type ControllerContext, createAction, eventAction, updateAction, updateStatusAction } from '@sampan/client';
import { isNamespaceTerminating, messageOf } from '../shared/errors.js';
import { isControlledBy } from '../shared/owner-reference.js';
import { maxRevision, revisionAnnotation, revisionOf } from './annotations.js';
import { newReplicaSet, refreshedReplicaSet } from './new-replica-set.js';
import { hasProgressDeadline, progressReasons } from './progress.js';
import { type ReplicaSets, replicasOf, sameTemplate } from './replica-sets.js';
import { type ConditionChange, type Conditions, withCondition } from './status.js';

/** The ReplicaSets with the current one up to date, and what was learnt on the way. */
export interface Ensured {
  deployment: Deployment;
  replicaSets: ReplicaSets;
  conditions: Conditions;
}

/**
 * Brings the current ReplicaSet up to date: its revision is one above all others', and the Deployment says it too. With
 * `mayCreate` a missing one is created.
 */
export async function ensureCurrent(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  { context, mayCreate }: { context: ControllerContext; mayCreate: boolean },
): Promise<Ensured> {
  const { current, old } = replicaSets;
  const revision = maxRevision(old) + 1;
  const conditions = deployment.status?.conditions ?? [];
  if (current !== undefined) return refresh(deployment, { current, old }, { context, revision });
  if (!mayCreate) return { deployment, replicaSets, conditions };
  const created = await create(deployment, newReplicaSet(deployment, old, revision), context);
  const note = created.isNew ? noteOf(progressReasons.newReplicaSet, 'Created', created.replicaSet) : undefined;
  return {
    deployment: await withRevision(deployment, created.replicaSet, context),
    replicaSets: { current: created.replicaSet, old },
    conditions:
      note !== undefined && hasProgressDeadline(deployment)
        ? withCondition(conditions, note, context.clock.now())
        : conditions,
  };
}

async function refresh(
  deployment: Deployment,
  { current, old }: { current: ReplicaSet; old: ReplicaSet[] },
  { context, revision }: { context: ControllerContext; revision: number },
): Promise<Ensured> {
  const wanted = refreshedReplicaSet(deployment, current, revision);
  const [updated] =
    wanted === current ? [current] : await context.perform([updateAction(resources.replicaSets, wanted)]);
  const replicaSet = (updated ?? current) as ReplicaSet;
  const conditions = deployment.status?.conditions ?? [];
  const isNews = hasProgressDeadline(deployment) && findCondition(conditions, 'Progressing') === undefined;
  const note = noteOf(progressReasons.foundReplicaSet, 'Found', replicaSet);
  return {
    deployment: await withRevision(deployment, replicaSet, context),
    replicaSets: { current: replicaSet, old },
    conditions: isNews ? withCondition(conditions, note, context.clock.now()) : conditions,
  };
}

function noteOf(reason: string, verb: 'Created' | 'Found', { metadata }: ReplicaSet): ConditionChange {
  return { type: 'Progressing', status: 'True', reason, message: `${verb} new replica set "${metadata.name}"` };
}

/** The Deployment carries the revision of its current ReplicaSet: `kubectl rollout` reads it there. */
async function withRevision(
  deployment: Deployment,
  current: ReplicaSet,
  context: ControllerContext,
): Promise<Deployment> {
  const revision = String(revisionOf(current));
  if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return deployment;
  const { namespace = '', name = '' } = deployment.metadata;
  const body = { metadata: { annotations: { [revisionAnnotation]: revision } } };
  const patch = { type: 'merge' as const, body };
  const [patched] = await context.perform([
    { verb: 'patch', type: resources.deployments, key: { namespace, name }, patch },
  ]);
  return (patched ?? deployment) as Deployment;
}

async function create(
  deployment: Deployment,
  replicaSet: ReplicaSet,
  context: ControllerContext,
): Promise<{ replicaSet: ReplicaSet; isNew: boolean }> {
  const [outcome] = await context.attempt([createAction(resources.replicaSets, replicaSet)]);
  if (outcome?.object !== undefined) {
    await tellScaledUp(deployment, replicaSet, context);
    return { replicaSet: outcome.object as ReplicaSet, isNew: true };
  }
  const error: unknown = outcome?.error;
  if (isAlreadyExists(error))
    return { replicaSet: await findCollided(deployment, replicaSet, { context, error }), isNew: false };
  if (!isNamespaceTerminating(error)) await tellFailed(deployment, replicaSet, { context, error });
  throw error;
}

async function tellScaledUp(deployment: Deployment, replicaSet: ReplicaSet, context: ControllerContext): Promise<void> {
  const replicas = replicasOf(replicaSet);
  if (replicas === 0) return;
  const message = `Scaled up replica set ${replicaSet.metadata.name} from 0 to ${replicas}`;
  await context.perform([eventAction(deployment, 'Normal', { reason: 'ScalingReplicaSet', message })]);
}

interface Failed {
  context: ControllerContext;
  error: unknown;
}

/**
 * The name is taken: by this Deployment's own ReplicaSet, which the informer did not show yet, or by a stranger's whose
 * template has the same hash. Then the collision count gives the next attempt another name.
 */
async function findCollided(
  deployment: Deployment,
  wanted: ReplicaSet,
  { context, error }: Failed,
): Promise<ReplicaSet> {
  const { namespace = '', name = '' } = wanted.metadata;
  const existing = await context.client.resource(resources.replicaSets).get({ namespace, name });
  const isOurs =
    isControlledBy(existing, deployment) && sameTemplate(existing.spec?.template, deployment.spec?.template);
  if (isOurs) return existing;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  const status = { ...deployment.status, collisionCount };
  await context.perform([updateStatusAction(resources.deployments, { ...deployment, status })]);
  throw error as StatusError;
}

async function tellFailed(deployment: Deployment, { metadata }: ReplicaSet, { context, error }: Failed): Promise<void> {
  const message = `Failed to create new replica set "${metadata.name}": ${messageOf(error)}`;
  const reason = progressReasons.failedCreate;
  await context.perform([eventAction(deployment, 'Warning', { reason, message })]);
  if (!hasProgressDeadline(deployment)) return;
  const change: ConditionChange = { type: 'Progressing', status: 'False', reason, message };
  const conditions = withCondition(deployment.status?.conditions ?? [], change, context.clock.now());
  const status = { ...deployment.status, conditions: [...conditions] };
  await context.perform([updateStatusAction(resources.deployments, { ...deployment, status })]);
}
