import {
  controllerOf,
  isPodActive,
  isPodTerminal,
  type LabelSelector,
  type ObjectKey,
  type Pod,
  type ReplicaSet,
  type ReplicationController,
  type ResourceType,
  resources,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  type ControllerDefinition,
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
import { type ManageFailure, replicasStatus, sameStatus } from './status.js';

/** What keeps a number of Pods: a ReplicaSet, and what came before it. */
export type Replicated = ReplicaSet | ReplicationController;

/** A kind of which each object keeps a number of Pods. */
export interface ReplicatedKind<T extends Replicated> {
  /** The controller's name. */
  readonly name: string;
  readonly type: ResourceType<T>;
  selector(owner: T): LabelSelector | undefined;
  /** Whether the status tells how many Pods are on their way out. */
  readonly countsTerminating: boolean;
}

/*
 * Promises: as many active Pods of an owner's template as its spec says, and a status that counts them.
 * Reads: the owners and Pods. Writes: Pods (create, delete, ownerReferences), the owners' status, Events.
 * Runs when: an owner changes, one of its Pods changes, a Pod that nobody controls could be its own, or a ready Pod
 * has been ready for minReadySeconds.
 */
export function replicasController<T extends Replicated>(kind: ReplicatedKind<T>): ControllerDefinition<T> {
  return defineController({
    name: kind.name,
    primary: kind.type,
    owns: [resources.pods],
    watches: [watched(resources.pods, claimantsOf(kind.type, kind.selector))],
    indices: [index(resources.pods, orphansIndex, orphanNamespace)],
    reconcile: (key, context) => reconcile(key, context, kind),
  });
}

async function reconcile<T extends Replicated>(
  key: ObjectKey,
  context: ControllerContext,
  kind: ReplicatedKind<T>,
): Promise<Result | undefined> {
  const owner = context.lister(kind.type).get(key);
  if (owner === undefined) return undefined;
  const claimed = await claimPods(owner, context, kind);
  const related = (): Pod[] => relatedPods(owner, context, kind);
  const now = context.clock.now();
  const outcomes = await context.attempt(planReplicas({ owner, type: kind.type, claimed, related, now }));
  await context.perform(podEvents(owner, outcomes));
  const failed = firstFailure(outcomes);
  const requeueAfterMs = await writeStatus(owner, { failure: failureOf(failed), context, kind });
  if (failed !== undefined) throw failed.error;
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

interface Writing<T extends Replicated> {
  readonly failure: ManageFailure | undefined;
  readonly context: ControllerContext;
  readonly kind: ReplicatedKind<T>;
}

async function writeStatus<T extends Replicated>(
  { metadata: { namespace = '', name = '', uid = '' } }: T,
  { failure, context, kind }: Writing<T>,
): Promise<number | undefined> {
  const owner = context.lister(kind.type).get({ namespace, name });
  if (owner === undefined || owner.metadata.uid !== uid) return undefined;
  const pods = context
    .lister(resources.pods)
    .byOwner(uid)
    .filter((pod) => controllerOf(pod)?.uid === uid);
  const active = pods.filter(isPodActive);
  const terminating = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)).length;
  const now = context.clock.now();
  const status = replicasStatus({
    ...{ owner, active, failure, now },
    ...(kind.countsTerminating && { terminating }),
  });
  if (!sameStatus(owner.status, status)) {
    const written = withoutZeros(status, ['replicas', 'terminatingReplicas']);
    await context.perform([updateStatusAction(kind.type, { ...owner, status: written })]);
  }
  return nextAvailability(active, owner.spec?.minReadySeconds ?? 0, now);
}

/** The most Pods that one look at an owner makes or deletes; the next look continues. */
const burst = 500;

export interface ReplicasObservation {
  owner: Replicated;
  type: ResourceType;
  /** The Pods that it controls. */
  claimed: readonly Pod[];
  /** The Pods that serve the same purpose; asked for only when some Pods are too many. */
  related(): readonly Pod[];
  now: number;
}

/** The creates or deletes that bring the number of active Pods nearer to what the spec says. */
export function planReplicas({ owner, type, claimed, related, now }: ReplicasObservation): Action[] {
  const { metadata, spec } = owner;
  if (metadata.deletionTimestamp !== undefined || spec?.template === undefined) return [];
  const active = claimed.filter(isPodActive);
  const missing = (spec.replicas ?? 1) - active.length;
  if (missing > 0) {
    const reference = controllerReference(owner, type);
    const pod = podFromTemplate(owner, spec.template, reference);
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

function claimPods<T extends Replicated>(
  owner: T,
  context: ControllerContext,
  { type, selector }: ReplicatedKind<T>,
): Promise<Pod[]> {
  const claim = { owner, ownerType: type, type: resources.pods, selector: selectorOf(selector(owner)) };
  return claimObjects(context, claim);
}

/** The Pods of all ReplicaSets that the same Deployment controls: they share nodes for the same purpose. */
function relatedPods<T extends Replicated>(owner: T, context: ControllerContext, { type }: ReplicatedKind<T>): Pod[] {
  const parent = controllerOf(owner);
  const siblings = parent === undefined ? [owner] : context.lister(type).byOwner(parent.uid);
  return siblings.flatMap(({ metadata }) => context.lister(resources.pods).byOwner(metadata.uid ?? ''));
}
