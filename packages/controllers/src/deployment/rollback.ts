import { type Deployment, type ReplicaSet, resources } from '@sampan/api';
import { type Action, eventAction, updateAction } from '@sampan/client';
import { annotationsAfterRollback, revisionOf, rollbackAnnotation } from './annotations.js';
import { allOf, podTemplateHashLabel, type ReplicaSets, sameTemplate } from './replica-sets.js';

/** The revision that versions before apps/v1 asked to go back to, 0 for the last one; undefined: nobody asked. */
export function wantedRevision({ metadata }: Deployment): number | undefined {
  const text = metadata.annotations?.[rollbackAnnotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Goes back to the template of a revision. Whatever comes of it, nobody asks any more. */
export function planRollback(deployment: Deployment, replicaSets: ReplicaSets, wanted: number): Action[] {
  const all = allOf(replicaSets);
  const revision = wanted === 0 ? lastRevision(all) : wanted;
  const source = all.find((replicaSet) => revisionOf(replicaSet) === revision);
  if (revision === 0) return giveUp(deployment, 'Unable to find last revision.');
  if (source === undefined) return giveUp(deployment, 'Unable to find the revision to rollback to.');
  if (sameTemplate(source.spec?.template, deployment.spec.template)) {
    const message = `The rollback revision contains the same template as current deployment "${deployment.metadata.name}"`;
    return [...tell(deployment, 'Warning', 'DeploymentRollbackTemplateUnchanged', message), clear(deployment)];
  }
  const message = `Rolled back deployment "${deployment.metadata.name}" to revision ${revision}`;
  return [clear(withTemplateOf(deployment, source)), ...tell(deployment, 'Normal', 'DeploymentRollback', message)];
}

/** The second highest revision; 0: there is none. */
function lastRevision(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.map(revisionOf).sort((a, b) => b - a)[1] ?? 0;
}

function giveUp(deployment: Deployment, message: string): Action[] {
  return [...tell(deployment, 'Warning', 'DeploymentRollbackRevisionNotFound', message), clear(deployment)];
}

function tell(deployment: Deployment, type: 'Normal' | 'Warning', reason: string, message: string): Action[] {
  return [eventAction(deployment, type, { reason, message })];
}

function withTemplateOf(deployment: Deployment, source: ReplicaSet): Deployment {
  const { metadata, ...template } = source.spec?.template ?? {};
  const { [podTemplateHashLabel]: _, ...labels } = metadata?.labels ?? {};
  return {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: annotationsAfterRollback(deployment, source) },
    spec: { ...deployment.spec, template: { ...template, metadata: { ...metadata, labels } } },
  };
}

function clear(deployment: Deployment): Action {
  const { [rollbackAnnotation]: _, ...annotations } = deployment.metadata.annotations ?? {};
  return updateAction(resources.deployments, { ...deployment, metadata: { ...deployment.metadata, annotations } });
}
