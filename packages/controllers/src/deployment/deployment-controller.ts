import {
  controllerOf,
  type Deployment,
  keyOf,
  type ObjectKey,
  type Pod,
  type ReplicaSet,
  resources,
} from '@sampan/api';
import {
  type ControllerContext,
  defineController,
  index,
  isFailure,
  type Outcome,
  type Result,
  watched,
} from '@sampan/client';
import { claimObjects } from '../shared/claim.js';
import { claimantsOf } from '../shared/claimants.js';
import { orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { selectorOf } from '../shared/selector-of.js';
import { type Observation, planDeployment } from './plan.js';
import { planAfterRefusal, planSelectingAll } from './plan-refusal.js';
import { tellApart } from './replica-sets.js';
import type { PodsByReplicaSet } from './rollout.js';

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
  watches: [
    watched(
      resources.replicaSets,
      claimantsOf(resources.deployments, ({ spec }) => spec?.selector),
    ),
    watched(resources.pods, recreatesOfPod),
  ],
  indices: [index(resources.replicaSets, orphansIndex, orphanNamespace)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const deployment = context.lister(resources.deployments).get(key);
  if (deployment === undefined) return undefined;
  if (selectorOf(deployment.spec?.selector).empty) {
    await context.perform(planSelectingAll(deployment));
    return undefined;
  }
  const { actions, ...result } = planDeployment(await observe(deployment, context));
  const failed = (await context.follow(actions)).find(isFailure);
  if (failed === undefined) return result;
  await tellRefusal(deployment, failed, context);
  throw failed.error;
}

async function observe(deployment: Deployment, context: ControllerContext): Promise<Observation> {
  const claimed = await claimObjects(context, {
    owner: deployment,
    ownerType: resources.deployments,
    type: resources.replicaSets,
    selector: selectorOf(deployment.spec?.selector),
  });
  const isRecreate = deployment.spec?.strategy?.type === 'Recreate';
  return {
    deployment,
    replicaSets: tellApart(deployment, claimed),
    pods: isRecreate ? podsByReplicaSet(deployment, claimed, context) : new Map(),
    now: context.clock.now(),
  };
}

async function tellRefusal(
  deployment: Deployment,
  { action, error }: Outcome,
  context: ControllerContext,
): Promise<void> {
  if (action.verb !== 'create') return;
  const existing = context.lister(resources.replicaSets).get(keyOf(action.object));
  const now = context.clock.now();
  await context.perform(
    planAfterRefusal({ deployment, replicaSet: action.object as ReplicaSet, error, existing, now }),
  );
}

function podsByReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  context: ControllerContext,
): PodsByReplicaSet {
  const pods = context.lister(resources.pods);
  const selector = selectorOf(deployment.spec?.selector);
  return new Map(
    replicaSets.map(({ metadata: { uid = '' } }) => [
      uid,
      pods.byOwner(uid).filter((pod) => controllerOf(pod)?.uid === uid && selector.matches(pod.metadata.labels)),
    ]),
  );
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
