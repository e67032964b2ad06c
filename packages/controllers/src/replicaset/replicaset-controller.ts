import {
  controllerOf,
  isPodActive,
  isPodTerminal,
  type ObjectKey,
  type Pod,
  type ReplicaSet,
  resources,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  createAction,
  defineController,
  deleteAction,
  index,
  type Outcome,
  type Result,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { nextAvailability } from '../shared/availability.js';
import { claimObjects } from '../shared/claim.js';
import { claimantsOf } from '../shared/claimants.js';
import { messageOf } from '../shared/errors.js';
import { controllerReference, orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { firstFailure, podEvents } from '../shared/pod-events.js';
import { podFromTemplate } from '../shared/pod-from-template.js';
import { selectorOf } from '../shared/selector-of.js';
import { withoutZeros } from '../shared/without-zeros.js';
import { podsToDelete } from './deletion-order.js';
import { type ManageFailure, replicaSetStatus, sameStatus } from './status.js';

/*
 * Promises: as many active Pods of a ReplicaSet's template as its spec says, and a status that counts them.
 * Reads: ReplicaSets and Pods. Writes: Pods (create, delete, ownerReferences), ReplicaSets' status, Events.
 * Runs when: a ReplicaSet changes, one of its Pods changes, a Pod that nobody controls could be its own, or a ready Pod
 * has been ready for minReadySeconds.
 */
export const replicaSetController = defineController({
  name: 'replicaset',
  primary: resources.replicaSets,
  owns: [resources.pods],
  watches: [
    watched(
      resources.pods,
      claimantsOf(resources.replicaSets, ({ spec }) => spec?.selector),
    ),
  ],
  indices: [index(resources.pods, orphansIndex, orphanNamespace)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const replicaSet = context.lister(resources.replicaSets).get(key);
  if (replicaSet === undefined) return undefined;
  const claimed = await claimPods(replicaSet, context);
  const related = (): Pod[] => relatedPods(replicaSet, context);
  const outcomes = await context.attempt(planReplicas({ replicaSet, claimed, related, now: context.clock.now() }));
  await context.perform(podEvents(replicaSet, outcomes));
  const failed = firstFailure(outcomes);
  const requeueAfterMs = await writeStatus(replicaSet, failureOf(failed), context);
  if (failed !== undefined) throw failed.error;
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

async function writeStatus(
  { metadata: { namespace = '', name = '', uid = '' } }: ReplicaSet,
  failure: ManageFailure | undefined,
  context: ControllerContext,
): Promise<number | undefined> {
  const replicaSet = context.lister(resources.replicaSets).get({ namespace, name });
  if (replicaSet === undefined || replicaSet.metadata.uid !== uid) return undefined;
  const pods = context
    .lister(resources.pods)
    .byOwner(uid)
    .filter((pod) => controllerOf(pod)?.uid === uid);
  const active = pods.filter(isPodActive);
  const terminating = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)).length;
  const now = context.clock.now();
  const status = replicaSetStatus({ replicaSet, active, terminating, failure, now });
  if (!sameStatus(replicaSet.status, status)) {
    await context.perform([
      updateStatusAction(resources.replicaSets, {
        ...replicaSet,
        status: withoutZeros(status, ['replicas', 'terminatingReplicas']),
      }),
    ]);
  }
  return nextAvailability(active, replicaSet.spec?.minReadySeconds ?? 0, now);
}

/** The most Pods that one look at a ReplicaSet makes or deletes; the next look continues. */
const burst = 500;

export interface ReplicasObservation {
  replicaSet: ReplicaSet;
  /** The Pods that it controls. */
  claimed: readonly Pod[];
  /** The Pods that serve the same purpose; asked for only when some Pods are too many. */
  related(): readonly Pod[];
  now: number;
}

/** The creates or deletes that bring the number of active Pods nearer to what the spec says. */
export function planReplicas({ replicaSet, claimed, related, now }: ReplicasObservation): Action[] {
  const { metadata, spec } = replicaSet;
  if (metadata.deletionTimestamp !== undefined || spec?.template === undefined) return [];
  const active = claimed.filter(isPodActive);
  const missing = (spec.replicas ?? 1) - active.length;
  if (missing > 0) {
    const reference = controllerReference(replicaSet, resources.replicaSets);
    const pod = podFromTemplate(replicaSet, spec.template, reference);
    return Array.from({ length: Math.min(missing, burst) }, () => createAction(resources.pods, pod));
  }
  if (missing === 0) return [];
  const surplus = podsToDelete(active, Math.min(-missing, burst), { related: related(), now });
  return surplus.map((pod) => deleteAction(resources.pods, pod));
}

function failureOf(failed: Outcome | undefined): ManageFailure | undefined {
  if (failed === undefined) return undefined;
  const reason = failed.action.verb === 'create' ? 'FailedCreate' : 'FailedDelete';
  return { reason, message: messageOf(failed.error) };
}

function claimPods(replicaSet: ReplicaSet, context: ControllerContext): Promise<Pod[]> {
  return claimObjects(context, {
    owner: replicaSet,
    ownerType: resources.replicaSets,
    type: resources.pods,
    selector: selectorOf(replicaSet.spec?.selector),
  });
}

/** The Pods of all ReplicaSets that the same Deployment controls: they share nodes for the same purpose. */
function relatedPods(replicaSet: ReplicaSet, context: ControllerContext): Pod[] {
  const owner = controllerOf(replicaSet);
  const siblings = owner === undefined ? [replicaSet] : context.lister(resources.replicaSets).byOwner(owner.uid);
  return siblings.flatMap(({ metadata }) => context.lister(resources.pods).byOwner(metadata.uid ?? ''));
}
