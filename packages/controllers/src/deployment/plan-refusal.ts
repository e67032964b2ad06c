import { type Deployment, isAlreadyExists, type ReplicaSet, resources } from '@sampan/api';
import { type Action, eventAction, updateStatusAction } from '@sampan/client';
import { isNamespaceTerminating, messageOf } from '../shared/errors.js';
import { isControlledBy } from '../shared/owner-reference.js';
import { hasProgressDeadline, progressReasons } from './progress.js';
import { sameTemplate } from './replica-sets.js';
import { withCondition } from './status.js';

/** A create of a ReplicaSet that the server did not take. */
export interface RefusedCreate {
  deployment: Deployment;
  replicaSet: ReplicaSet;
  error: unknown;
  /** What the informer knows under the name of `replicaSet`. */
  existing: ReplicaSet | undefined;
  now: number;
}

/** What the Deployment says about it. The create is tried again. */
export function planAfterRefusal(refused: RefusedCreate): Action[] {
  const { deployment, replicaSet, error, now } = refused;
  if (isNamespaceTerminating(error)) return [];
  if (isAlreadyExists(error)) return planAfterCollision(refused);
  const reason = progressReasons.failedCreate;
  const message = `Failed to create new replica set "${replicaSet.metadata.name}": ${messageOf(error)}`;
  const event = eventAction(deployment, 'Warning', { reason, message });
  if (!hasProgressDeadline(deployment)) return [event];
  const change = { type: 'Progressing', status: 'False', reason, message } as const;
  const conditions = [...withCondition(deployment.status?.conditions ?? [], change, now)];
  return [event, writeStatus(deployment, { conditions })];
}

/**
 * The name is taken: by this Deployment's own ReplicaSet, which the informer did not show yet, or by one of another template
 * that has the same hash. Then the collision count gives the next attempt another name.
 */
function planAfterCollision({ deployment, existing }: RefusedCreate): Action[] {
  const isOurs =
    existing === undefined ||
    (isControlledBy(existing, deployment) && sameTemplate(existing.spec?.template, deployment.spec?.template));
  return isOurs ? [] : [writeStatus(deployment, { collisionCount: (deployment.status?.collisionCount ?? 0) + 1 })];
}

/** A selector of everything would take the ReplicaSets of all others. */
export function planSelectingAll(deployment: Deployment): Action[] {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  const event = eventAction(deployment, 'Warning', { reason: 'SelectingAll', message });
  const { generation = 0 } = deployment.metadata;
  if ((deployment.status?.observedGeneration ?? 0) >= generation) return [event];
  return [event, writeStatus(deployment, { observedGeneration: generation })];
}

function writeStatus(deployment: Deployment, change: Deployment['status']): Action {
  return updateStatusAction(resources.deployments, { ...deployment, status: { ...deployment.status, ...change } });
}
