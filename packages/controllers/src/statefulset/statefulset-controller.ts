import {
  type ControllerRevision,
  deepEqual,
  keyOf,
  type ObjectKey,
  type PersistentVolumeClaim,
  type Pod,
  type ResourceType,
  resources,
  type StatefulSet,
} from '@sampan/api';
import {
  type ControllerContext,
  defineController,
  index,
  type Result,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { nextAvailability } from '../shared/availability.js';
import { claimObjects } from '../shared/claim.js';
import { claimantsOf } from '../shared/claimants.js';
import { isControlledBy, orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { firstFailure } from '../shared/pod-events.js';
import { planForgetting, planRevisions, type Revisions, writeRevisions } from '../shared/revisions.js';
import { selectorOf } from '../shared/selector-of.js';
import { withoutZeros } from '../shared/without-zeros.js';
import { statefulEvents } from './events.js';
import { type Observation, planStatefulSet } from './plan.js';
import { ordinalOf, revisionNameOf } from './stateful-pod.js';
import { statefulSetStatus } from './status.js';

/** The label under which a revision has its hash. */
const hashLabel = 'controller.kubernetes.io/hash';

/*
 * Promises: so many Pods of a StatefulSet as its spec says, each with a name, a host name and claims that stay its own; they
 * come, go and are updated in the order of their numbers; and a history of revisions to roll back to.
 * Reads: StatefulSets, Pods, PersistentVolumeClaims, ControllerRevisions. Writes: Pods, ControllerRevisions and
 * PersistentVolumeClaims (create, ownerReferences; the first two delete, too), StatefulSets' status, Events.
 * Runs when: a StatefulSet changes, one of its Pods, claims or revisions changes or could be its own, or a ready Pod has been
 * ready for minReadySeconds.
 */
export const statefulSetController = defineController({
  name: 'statefulset',
  primary: resources.statefulSets,
  owns: [resources.pods, resources.controllerRevisions],
  watches: [
    watched(
      resources.pods,
      claimantsOf(resources.statefulSets, ({ spec }) => spec.selector),
    ),
    watched(resources.persistentVolumeClaims, setsOfClaim),
  ],
  indices: [
    index(resources.pods, orphansIndex, orphanNamespace),
    index(resources.controllerRevisions, orphansIndex, orphanNamespace),
  ],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const set = context.lister(resources.statefulSets).get(key);
  if (set === undefined) return undefined;
  const revisions = await keepRevisions(set, context);
  const isOwn = (pod: Pod): boolean => ordinalOf(set, pod) !== undefined;
  const pods = (await claim(set, { type: resources.pods, accepts: isOwn }, context)).filter(isOwn);
  const observed = observe(set, { pods, revisions }, context);
  const outcomes = await context.follow(planStatefulSet(observed));
  await context.perform(statefulEvents(set, outcomes));
  await forgetRevisions(observed, revisions, context);
  const requeueAfterMs = await writeStatus(set, revisions, context);
  const failed = firstFailure(outcomes);
  if (failed !== undefined) throw failed.error;
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

async function keepRevisions(owner: StatefulSet, context: ControllerContext): Promise<Revisions> {
  const ownerType = resources.statefulSets;
  const claimed = await claim(owner, { type: resources.controllerRevisions }, context);
  const revisions = planRevisions({ owner, ownerType, revisions: claimed, hashLabel });
  if (owner.metadata.deletionTimestamp === undefined) await writeRevisions(revisions, { owner, ownerType }, context);
  return revisions;
}

function claim<T extends Pod | ControllerRevision>(
  owner: StatefulSet,
  wanted: { type: ResourceType<T>; accepts?: (orphan: T) => boolean },
  context: ControllerContext,
): Promise<T[]> {
  const selector = selectorOf(owner.spec.selector);
  return claimObjects(context, { owner, ownerType: resources.statefulSets, selector, ...wanted });
}

function observe(
  set: StatefulSet,
  { pods, revisions }: { pods: readonly Pod[]; revisions: Revisions },
  context: ControllerContext,
): Observation {
  const update = revisions.current;
  const before = revisions.others.find(({ metadata }) => metadata.name === set.status?.currentRevision);
  const { namespace = '' } = set.metadata;
  const findClaim = (name: string) => context.lister(resources.persistentVolumeClaims).get({ namespace, name });
  return { set, current: before ?? update, update, pods, findClaim, now: context.clock.now() };
}

/** Those that Pods, or the status, speak of are kept beside as many others as the limit says. */
async function forgetRevisions(
  { set, current, pods }: Observation,
  { others }: Revisions,
  context: ControllerContext,
): Promise<void> {
  const live = new Set([current.metadata.name, ...pods.map(revisionNameOf)]);
  const idle = others.filter(({ metadata }) => !live.has(metadata.name));
  const surplus = idle.length - (set.spec.revisionHistoryLimit ?? 10);
  await context.perform(planForgetting(idle, surplus));
}

/** Counts what is there after everything that was done; returns milliseconds until time alone changes the count. */
async function writeStatus(
  before: StatefulSet,
  revisions: Revisions,
  context: ControllerContext,
): Promise<number | undefined> {
  const set = context.lister(resources.statefulSets).get(keyOf(before));
  if (set === undefined || set.metadata.uid !== before.metadata.uid) return undefined;
  const owned = context.lister(resources.pods).byOwner(set.metadata.uid ?? '');
  const pods = owned.filter((pod) => isControlledBy(pod, set) && ordinalOf(set, pod) !== undefined);
  const observed = observe(set, { pods, revisions }, context);
  const status = withoutZeros(statefulSetStatus(observed), ['replicas', 'availableReplicas', 'collisionCount']);
  if (!deepEqual(status, set.status)) {
    await context.perform([updateStatusAction(resources.statefulSets, { ...set, status })]);
  }
  return nextAvailability(pods, set.spec.minReadySeconds ?? 0, observed.now);
}

/** The StatefulSets that could have made a claim, by its name. */
function setsOfClaim({ metadata }: PersistentVolumeClaim, context: ControllerContext): ObjectKey[] {
  const { namespace = '', name = '' } = metadata;
  const isOf = (set: StatefulSet): boolean =>
    (set.spec.volumeClaimTemplates ?? []).some((template) =>
      name.startsWith(`${template.metadata?.name}-${set.metadata.name}-`),
    );
  return context.lister(resources.statefulSets).list({ namespace }).filter(isOf).map(keyOf);
}
