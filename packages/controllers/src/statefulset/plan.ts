import {
  type ControllerRevision,
  isPodAvailable,
  isPodTerminal,
  type Pod,
  resources,
  type StatefulSet,
} from '@sampan/api';
import { type Action, createAction, deleteAction, updateAction } from '@sampan/client';
import { shareOf } from '../shared/share-of.js';
import { type FindClaim, isClaimLeaving, missingClaims, planRetention } from './claims.js';
import { ordinalOf, ordinalsOf, revisionNameOf, statefulPod, withIdentity } from './stateful-pod.js';

/** What a look at a StatefulSet has seen. */
export interface Observation {
  set: StatefulSet;
  /** The revision that its Pods had before the update that is under way, or have. */
  current: ControllerRevision;
  /** The revision of its template. */
  update: ControllerRevision;
  /** The Pods that it controls. */
  pods: readonly Pod[];
  findClaim: FindClaim;
  now: number;
}

/** One of the Pods that a set is to have. */
interface Slot {
  ordinal: number;
  pod: Pod | undefined;
}

/** What one Pod needs, and whether those after it may go on. */
interface Step {
  actions: Action[];
  isSettled: boolean;
}

/**
 * The next step of a StatefulSet, each action after the success of those before it: Pods come in order, each when those
 * before it are available; those that are too many go in reverse order; and when all is as it should be, an update goes
 * on from the last to the first. With the policy `Parallel` nothing waits for another but updates.
 */
export function planStatefulSet(observed: Observation): Action[] {
  const { set } = observed;
  if (set.metadata.deletionTimestamp !== undefined) return [];
  const { slots, condemned } = sortPods(observed);
  const isOrdered = set.spec.podManagementPolicy !== 'Parallel';
  const actions: Action[] = [];
  for (const slot of slots) {
    const step = planSlot(slot, observed);
    actions.push(...step.actions);
    if (isOrdered && !step.isSettled) return actions;
  }
  actions.push(...condemned.flatMap((slot) => retain(slot, true, observed)));
  if (!isOrdered) return [...actions, ...condemned.flatMap(remove), ...planUpdate(slots, observed)];
  if (condemned.length > 0) return [...actions, ...removeLast(condemned, observed)];
  return [...actions, ...planUpdate(slots, observed)];
}

/** The Pods that are wanted, first to last, and those that are too many, last to first. */
function sortPods({ set, pods }: Observation): { slots: Slot[]; condemned: Slot[] } {
  const known = pods.flatMap((pod) => {
    const ordinal = ordinalOf(set, pod);
    return ordinal === undefined ? [] : [{ ordinal, pod }];
  });
  const wanted = new Set(ordinalsOf(set));
  const find = (ordinal: number): Pod | undefined => known.find((slot) => slot.ordinal === ordinal)?.pod;
  return {
    slots: [...wanted].map((ordinal) => ({ ordinal, pod: find(ordinal) })),
    condemned: known.filter(({ ordinal }) => !wanted.has(ordinal)).sort((a, b) => b.ordinal - a.ordinal),
  };
}

function planSlot(slot: Slot, observed: Observation): Step {
  const { set, findClaim } = observed;
  const { ordinal, pod } = slot;
  const unsettled = (actions: Action[]): Step => ({ actions, isSettled: false });
  if (pod === undefined) {
    if (isClaimLeaving(set, ordinal, findClaim)) return unsettled([]);
    const created = createAction(resources.pods, statefulPod(set, ordinal, revisionFor(ordinal, observed)));
    return unsettled([...missingClaims(set, ordinal, findClaim), created]);
  }
  if (isPodTerminal(pod) || isStuck(pod, observed)) return unsettled(remove(slot));
  const claims = pod.status?.phase === 'Pending' ? missingClaims(set, ordinal, findClaim) : [];
  if (!isAvailable(pod, observed)) return unsettled(claims);
  const identified = withIdentity(pod, ordinal);
  const identity = identified === pod ? [] : [updateAction(resources.pods, identified)];
  return { actions: [...identity, ...retain(slot, false, observed)], isSettled: true };
}

/** What a new Pod is made from: below the partition it is what its siblings are. */
function revisionFor(ordinal: number, { set, current, update }: Observation): ControllerRevision {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return update;
  const kept = rollingUpdate === undefined ? (set.status?.currentReplicas ?? 0) : (rollingUpdate.partition ?? 0);
  return ordinal < (set.spec.ordinals?.start ?? 0) + kept ? current : update;
}

/**
 * Whether `pod` is of an update that was given up: it never came to be available, and is of neither the template before
 * nor that of now. Upstream leaves it to a person to delete it, and waits for it for ever; nothing is lost with it.
 */
function isStuck(pod: Pod, observed: Observation): boolean {
  const { set, current, update } = observed;
  if (set.spec.updateStrategy?.type !== 'RollingUpdate' || isAvailable(pod, observed)) return false;
  return ![current, update].some(({ metadata }) => metadata.name === revisionNameOf(pod));
}

function retain({ ordinal, pod }: Slot, isCondemned: boolean, { set, findClaim }: Observation): Action[] {
  return pod === undefined ? [] : planRetention(set, { pod, ordinal, isCondemned }, findClaim);
}

function remove({ pod }: Slot): Action[] {
  return pod === undefined || isDeleted(pod) ? [] : [deleteAction(resources.pods, pod)];
}

/**
 * Deletes the last of those that are too many, once nothing but it is on its way or out of order. What has ended is in
 * nobody's way: it will not come back.
 */
function removeLast(condemned: readonly Slot[], observed: Observation): Action[] {
  const [last] = condemned;
  if (last?.pod === undefined || isDeleted(last.pod)) return [];
  const unhealthy = condemned.filter(({ pod }) => pod && !isPodTerminal(pod) && !isAvailable(pod, observed));
  return unhealthy.includes(last) && unhealthy.length > 1 ? [] : remove(last);
}

/** Deletes Pods of other revisions, from the last to the partition, as long as as few are missing as may be. */
function planUpdate(slots: readonly Slot[], observed: Observation): Action[] {
  const { set, update } = observed;
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return [];
  const { partition = 0, maxUnavailable = 1 } = rollingUpdate ?? {};
  const missing = slots.filter(({ pod }) => pod === undefined || !isAvailable(pod, observed)).length;
  const room = Math.max(shareOf(maxUnavailable, slots.length, Math.floor), 1) - missing;
  const old = slots.slice(partition).filter(({ pod }) => {
    return pod !== undefined && !isDeleted(pod) && revisionNameOf(pod) !== update.metadata.name;
  });
  return old.reverse().slice(0, Math.max(room, 0)).flatMap(remove);
}

/** It runs, has been ready for long enough, and is not on its way out. */
function isAvailable(pod: Pod, { set, now }: Observation): boolean {
  return pod.status?.phase === 'Running' && !isDeleted(pod) && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
}

function isDeleted({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}
