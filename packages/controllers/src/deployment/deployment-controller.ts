import {
  type Deployment,
  type DeploymentStatus,
  deepEqual,
  findCondition,
  keyOf,
  type ObjectKey,
  type Pod,
  type ReplicaSet,
  resources,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  defineController,
  deleteAction,
  eventAction,
  index,
  type Result,
  updateAction,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { claimObjects } from '../shared/claim.js';
import { controllerOf, controllerReference, orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { selectorOf } from '../shared/selector-of.js';
import { withoutZeros } from '../shared/without-zeros.js';
import { replicasAnnotations } from './annotations.js';
import { ensureCurrent } from './ensure-current.js';
import { expiredReplicaSets } from './history.js';
import { hasProgressDeadline, isComplete, progressReasons, rolloutStatus, untilDeadline } from './progress.js';
import { type ReplicaSets, replicasOf, tellApart } from './replica-sets.js';
import { oldPodsRun, planRecreate, planRollingUpdate, type Scaling } from './rollout.js';
import { planScale, wasScaled } from './scale.js';
import { type Conditions, countedStatus, withCondition } from './status.js';

/*
 * Promises: one ReplicaSet a template, sized so that a change of template rolls out as the strategy says, and a history
 * of earlier ones to roll back to.
 * Reads: Deployments, ReplicaSets, and Pods for the Recreate strategy. Writes: ReplicaSets, Deployments' status and
 * revision annotation, Events.
 * Runs when: a Deployment or one of its ReplicaSets changes, a Pod of a Recreate Deployment ends, a ReplicaSet that
 * nobody controls could be its own, or a progress deadline passes.
 */
export const deploymentController = defineController({
  name: 'deployment',
  primary: resources.deployments,
  owns: [resources.replicaSets],
  watches: [watched(resources.replicaSets, selectorsOfOrphan), watched(resources.pods, recreatesOfPod)],
  indices: [index(resources.replicaSets, orphansIndex, orphanNamespace)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const deployment = context.lister(resources.deployments).get(key);
  if (deployment === undefined) return undefined;
  if (selectorOf(deployment.spec?.selector).empty) return refuseToSelectAll(deployment, context);
  const replicaSets = tellApart(deployment, await claimReplicaSets(deployment, context));
  if (deployment.metadata.deletionTimestamp !== undefined) return writeCounts(deployment, replicaSets, context);
  const noted = await notePause(deployment, context);
  const isRolling = !deployment.spec?.paused && !wasScaled(deployment, [...replicaSets.old, ...current(replicaSets)]);
  return isRolling ? rollOut(noted, replicaSets, context) : scale(noted, replicaSets, context);
}

/** A paused Deployment, or one that was scaled just now: sizes change, templates do not. */
async function scale(deployment: Deployment, found: ReplicaSets, context: ControllerContext): Promise<undefined> {
  const ensured = await ensureCurrent(deployment, found, { context, mayCreate: false });
  const replicaSets = await performScalings(
    ensured.deployment,
    ensured.replicaSets,
    planScale(ensured.deployment, ensured.replicaSets),
    context,
  );
  if (deployment.spec?.paused) await forgetHistory(deployment, replicaSets, context);
  await writeCounts(ensured.deployment, replicaSets, context, ensured.conditions);
}

async function rollOut(
  deployment: Deployment,
  found: ReplicaSets,
  context: ControllerContext,
): Promise<Result | undefined> {
  const isRecreate = deployment.spec?.strategy?.type === 'Recreate';
  const mustWait =
    isRecreate && (planRecreate(found).length > 0 || oldPodsRun(found, podsByReplicaSet(deployment, found, context)));
  const ensured = await ensureCurrent(deployment, found, { context, mayCreate: !mustWait });
  const scalings = mustWait
    ? planRecreate(ensured.replicaSets)
    : planRollingUpdate(ensured.deployment, ensured.replicaSets);
  const replicaSets = await performScalings(ensured.deployment, ensured.replicaSets, scalings, context);
  const now = context.clock.now();
  const status = rolloutStatus(ensured.deployment, replicaSets, ensured.conditions, now);
  if (scalings.length === 0 && isComplete(deployment, status)) await forgetHistory(deployment, replicaSets, context);
  await writeStatus(ensured.deployment, status, context);
  const requeueAfterMs = untilDeadline(deployment, status, now);
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

/** Scales, and returns the ReplicaSets as they are then. */
async function performScalings(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  scalings: readonly Scaling[],
  context: ControllerContext,
): Promise<ReplicaSets> {
  const scaled = new Map<string, ReplicaSet>();
  for (const scaling of scalings) {
    const [updated] = await context.perform(scalingActions(deployment, scaling));
    if (updated !== undefined) scaled.set(updated.metadata.uid ?? '', updated as ReplicaSet);
  }
  const after = (replicaSet: ReplicaSet): ReplicaSet => scaled.get(replicaSet.metadata.uid ?? '') ?? replicaSet;
  return { current: replicaSets.current && after(replicaSets.current), old: replicaSets.old.map(after) };
}

/** The update of a ReplicaSet's size, and the event that tells of it; nothing where nothing would change. */
function scalingActions(deployment: Deployment, { replicaSet, replicas }: Scaling): Action[] {
  const before = replicasOf(replicaSet);
  const annotations = { ...replicaSet.metadata.annotations, ...replicasAnnotations(deployment) };
  if (replicas === before && deepEqual(annotations, replicaSet.metadata.annotations)) return [];
  const { metadata, spec = { selector: {} } } = replicaSet;
  const update = updateAction(resources.replicaSets, {
    ...replicaSet,
    metadata: { ...metadata, annotations },
    spec: { ...spec, replicas },
  });
  if (replicas === before) return [update];
  const direction = replicas > before ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${metadata.name} from ${before} to ${replicas}`;
  return [update, eventAction(deployment, 'Normal', { reason: 'ScalingReplicaSet', message })];
}

async function forgetHistory(deployment: Deployment, { old }: ReplicaSets, context: ControllerContext): Promise<void> {
  const expired = expiredReplicaSets(deployment, old);
  await context.perform(expired.map((replicaSet) => deleteAction(resources.replicaSets, replicaSet)));
}

async function writeCounts(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  context: ControllerContext,
  conditions: Conditions = deployment.status?.conditions ?? [],
): Promise<undefined> {
  await writeStatus(deployment, countedStatus(deployment, replicaSets, conditions, context.clock.now()), context);
}

async function writeStatus(
  deployment: Deployment,
  status: DeploymentStatus,
  context: ControllerContext,
): Promise<void> {
  if (deepEqual({ ...zeroCounts, ...deployment.status }, { ...zeroCounts, ...status })) return;
  const written = withoutZeros(status, ['terminatingReplicas']);
  await context.perform([updateStatusAction(resources.deployments, { ...deployment, status: written })]);
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

/** A pause stops the clock of the progress deadline, and the end of a pause starts it anew. */
async function notePause(deployment: Deployment, context: ControllerContext): Promise<Deployment> {
  const conditions = deployment.status?.conditions ?? [];
  const reason = findCondition(conditions, 'Progressing')?.reason;
  if (!hasProgressDeadline(deployment) || reason === progressReasons.timedOut) return deployment;
  const isPaused = deployment.spec?.paused === true;
  if (isPaused === (reason === progressReasons.paused)) return deployment;
  const change = isPaused
    ? { reason: progressReasons.paused, message: 'Deployment is paused' }
    : { reason: progressReasons.resumed, message: 'Deployment is resumed' };
  const noted = withCondition(conditions, { type: 'Progressing', status: 'Unknown', ...change }, context.clock.now());
  const status = { ...deployment.status, conditions: [...noted] };
  const [updated] = await context.perform([updateStatusAction(resources.deployments, { ...deployment, status })]);
  return (updated ?? deployment) as Deployment;
}

async function refuseToSelectAll(deployment: Deployment, context: ControllerContext): Promise<undefined> {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  const { generation = 0 } = deployment.metadata;
  const actions = [eventAction(deployment, 'Warning', { reason: 'SelectingAll', message })];
  if ((deployment.status?.observedGeneration ?? 0) < generation) {
    const status = { ...deployment.status, observedGeneration: generation };
    actions.push(updateStatusAction(resources.deployments, { ...deployment, status }));
  }
  await context.perform(actions);
}

function claimReplicaSets(deployment: Deployment, context: ControllerContext): Promise<ReplicaSet[]> {
  return claimObjects(context, {
    owner: deployment,
    ownerType: resources.deployments,
    type: resources.replicaSets,
    selector: selectorOf(deployment.spec?.selector),
    reference: controllerReference(deployment, resources.deployments),
  });
}

function current(replicaSets: ReplicaSets): ReplicaSet[] {
  return replicaSets.current === undefined ? [] : [replicaSets.current];
}

function podsByReplicaSet(
  deployment: Deployment,
  replicaSets: ReplicaSets,
  context: ControllerContext,
): Map<string, Pod[]> {
  const pods = context.lister(resources.pods);
  const uids = [...replicaSets.old, ...current(replicaSets)].map(({ metadata }) => metadata.uid ?? '');
  const selector = selectorOf(deployment.spec?.selector);
  return new Map(
    uids.map((uid) => [
      uid,
      pods.byOwner(uid).filter((pod) => controllerOf(pod)?.uid === uid && selector.matches(pod.metadata.labels)),
    ]),
  );
}

/** The Deployments that would take a ReplicaSet that nobody controls. */
function selectorsOfOrphan(replicaSet: ReplicaSet, context: ControllerContext): ObjectKey[] {
  if (controllerOf(replicaSet) !== undefined) return [];
  return context
    .lister(resources.deployments)
    .list({ namespace: replicaSet.metadata.namespace ?? '' })
    .filter(({ spec }) => selectorOf(spec?.selector).matches(replicaSet.metadata.labels))
    .map(keyOf);
}

/** The Deployment of a Pod, when its strategy waits for Pods to end. */
function recreatesOfPod(pod: Pod, context: ControllerContext): ObjectKey[] {
  const namespace = pod.metadata.namespace ?? '';
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return [];
  const replicaSet = context.lister(resources.replicaSets).get({ namespace, name: owner.name });
  const name = replicaSet === undefined ? undefined : controllerOf(replicaSet)?.name;
  if (name === undefined) return [];
  const deployment = context.lister(resources.deployments).get({ namespace, name });
  return deployment?.spec?.strategy?.type === 'Recreate' ? [{ namespace, name }] : [];
}
