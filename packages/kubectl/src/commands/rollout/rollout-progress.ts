import { type DaemonSet, type Deployment, findCondition, type StatefulSet, type UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

/** How far a rollout is: a line to print, and whether it is over. */
export interface RolloutProgress {
  message: string;
  isDone: boolean;
}

/** The progress of the rollout of any object that has one; undefined for objects of other kinds. */
export function progressOf(
  kind: string,
): ((object: UnstructuredObject, revision: number) => RolloutProgress) | undefined {
  switch (kind) {
    case 'Deployment':
      return (object, revision) => deploymentProgress(object as unknown as Deployment, revision);
    case 'DaemonSet':
      return (object) => daemonSetProgress(object as unknown as DaemonSet);
    case 'StatefulSet':
      return (object) => statefulSetProgress(object as unknown as StatefulSet);
    default:
      return undefined;
  }
}

/** Throws once the deployment's progress deadline is over, or if it is at another revision than the wanted one. */
export function deploymentProgress({ metadata, spec, status = {} }: Deployment, revision: number): RolloutProgress {
  const name = JSON.stringify(metadata.name);
  if (revision > 0) {
    const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (running !== revision) {
      throw new CommandError(`desired revision (${revision}) is different from the running revision (${running})`);
    }
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return waiting('Waiting for deployment spec update to be observed...');
  }
  if (findCondition(status.conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    throw new CommandError(`deployment ${name} exceeded its progress deadline`);
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const unfinished = `Waiting for deployment ${name} rollout to finish:`;
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas) {
    return waiting(`${unfinished} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`);
  }
  if (replicas > updatedReplicas) {
    return waiting(`${unfinished} ${replicas - updatedReplicas} old replicas are pending termination...`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${unfinished} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  }
  return done(`deployment ${name} successfully rolled out`);
}

export function daemonSetProgress({ metadata, spec, status }: DaemonSet): RolloutProgress {
  requireRollingUpdate(spec?.updateStrategy?.type);
  const name = JSON.stringify(metadata.name);
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for daemon set spec update to be observed...');
  }
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const unfinished = `Waiting for daemon set ${name} rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return waiting(
      `${unfinished} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`,
    );
  }
  if (numberAvailable < desiredNumberScheduled) {
    return waiting(`${unfinished} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  }
  return done(`daemon set ${name} successfully rolled out`);
}

export function statefulSetProgress({ metadata, spec, status }: StatefulSet): RolloutProgress {
  requireRollingUpdate(spec?.updateStrategy?.type);
  const observed = status?.observedGeneration ?? 0;
  if (observed === 0 || (metadata.generation ?? 0) > observed) {
    return waiting('Waiting for statefulset spec update to be observed...');
  }
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = status ?? {};
  const { updateRevision = '', currentRevision = '' } = status ?? {};
  const replicas = spec?.replicas;
  if (replicas !== undefined && readyReplicas < replicas) {
    return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...`);
  }
  const rollingUpdate = spec?.updateStrategy?.rollingUpdate;
  if (rollingUpdate !== undefined) {
    const wanted = (replicas ?? 0) - (rollingUpdate.partition ?? 0);
    if (replicas !== undefined && rollingUpdate.partition !== undefined && updatedReplicas < wanted) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`,
      );
    }
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (updateRevision !== currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`,
    );
  }
  return done(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`);
}

function requireRollingUpdate(strategy: string | undefined): void {
  if (strategy !== 'RollingUpdate') {
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  }
}

const waiting = (message: string): RolloutProgress => ({ message, isDone: false });
const done = (message: string): RolloutProgress => ({ message, isDone: true });
