import { type DaemonSet, isPodAvailable, type Pod } from '@sampan/api';
import { shareOf } from '../shared/share-of.js';
import { isUpdated } from './daemon-pod.js';

/** What an update looks at. */
export interface Update {
  set: DaemonSet;
  hash: string;
  now: number;
  /** The Pods of each node that has one or should. */
  byNode: ReadonlyMap<string, readonly Pod[]>;
  /** How many nodes should have one. */
  desired: number;
}

interface Step {
  creates: string[];
  deletes: Pod[];
}

/** A node in the middle of an update; undefined where it has more Pods than an update makes. */
type Side = { fresh: Pod | undefined; old: Pod | undefined } | undefined;

/** How far an update may go, in nodes; where both come to nothing one may be unavailable, or none could ever begin. */
export function boundsOf({ spec: { updateStrategy } }: DaemonSet, desired: number) {
  const { maxUnavailable = 1, maxSurge = 0 } = updateStrategy?.rollingUpdate ?? {};
  const surge = shareOf(maxSurge, desired, Math.ceil);
  const unavailable = shareOf(maxUnavailable, desired, Math.ceil);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/**
 * Deletes old Pods, so that new ones come in their places: those that are not available anyway, and of the others as many
 * as may be missing. What is missing for any reason counts, as the API promises it: kube-controller-manager does not count
 * old Pods that are not available.
 */
export function planReplacements(update: Update): Step {
  const sides = sidesOf(update);
  const candidates = sides.flatMap(([, side]) => (isCandidate(side) && side?.old ? [side.old] : []));
  const useful = candidates.filter((pod) => isAvailable(pod, update));
  const useless = candidates.filter((pod) => !isAvailable(pod, update));
  const missing = sides.filter(([, side]) => !isServed(side, update)).length - useful.length;
  const room = Math.max(boundsOf(update.set, update.desired).maxUnavailable - missing, 0);
  return { creates: [], deletes: [...useless, ...useful.slice(0, room)] };
}

/**
 * Makes new Pods beside old ones: where the old one is not available anyway, and of the others on as many nodes as may
 * have more; deletes old ones once the new ones are available.
 */
export function planSurge(update: Update): Step {
  const sides = sidesOf(update);
  const both = sides.filter(([, side]) => side?.old !== undefined && side.fresh !== undefined);
  const done = both.flatMap(([, side]) => (isServed(side, update) && side?.old !== undefined ? [side.old] : []));
  const surged = sides.filter(([, side]) => side === undefined).length + both.length - done.length;
  const candidates = sides.filter(([, side]) => isCandidate(side));
  const [useful, useless] = [true, false].map((wanted) =>
    candidates.flatMap(([name, side]) => (side?.old && isAvailable(side.old, update) === wanted ? [name] : [])),
  ) as [string[], string[]];
  const room = Math.max(boundsOf(update.set, update.desired).maxSurge - surged, 0);
  return { creates: [...useless, ...useful.slice(0, room)], deletes: done };
}

function sidesOf({ byNode, set, hash }: Update): [string, Side][] {
  return [...byNode].map(([name, pods]) => {
    const living = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const fresh = living.filter((pod) => isUpdated(pod, set, hash));
    const old = living.filter((pod) => !isUpdated(pod, set, hash));
    return [name, fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] }];
  });
}

/** It has an old Pod, and no new one yet. */
function isCandidate(side: Side): boolean {
  return side?.old !== undefined && side.fresh === undefined;
}

/** Its new Pod can do the work. */
function isServed(side: Side, update: Update): boolean {
  return side?.fresh !== undefined && isAvailable(side.fresh, update);
}

function isAvailable(pod: Pod, { set, now }: Update): boolean {
  return isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
}
