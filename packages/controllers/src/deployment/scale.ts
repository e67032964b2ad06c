import type { Deployment, ReplicaSet } from '@sampan/api';
import { desiredReplicasOf, maxReplicasOf } from './annotations.js';
import { fencepostsOf } from './fenceposts.js';
import { active, allOf, byAge, type ReplicaSets, replicasOf, sum } from './replica-sets.js';
import { isSaturated, type Scaling } from './rollout.js';

/** Whether the Deployment's replicas changed since its ReplicaSets were scaled last. */
export function wasScaled({ spec }: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
  return active(replicaSets).some((replicaSet) => {
    const desired = desiredReplicasOf(replicaSet);
    return desired !== undefined && desired !== (spec?.replicas ?? 1);
  });
}

/**
 * What a change of the Deployment's replicas means for its ReplicaSets, in the middle of a rollout too: a lone one gets
 * them all; several grow or shrink in proportion to their sizes, so that a rollout that may yet fail risks no more than
 * it did. What rounding leaves over goes to the largest.
 */
export function planScale(deployment: Deployment, replicaSets: ReplicaSets): Scaling[] {
  const wanted = deployment.spec?.replicas ?? 1;
  const lone = activeOrLatest(replicaSets);
  if (lone !== undefined) return replicasOf(lone) === wanted ? [] : [{ replicaSet: lone, replicas: wanted }];
  const { current, old } = replicaSets;
  if (isSaturated(deployment, current, current && desiredReplicasOf(current))) {
    return active(old).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  return deployment.spec?.strategy?.type === 'Recreate' ? [] : proportional(deployment, active(allOf(replicaSets)));
}

/** The one that has replicas, or the latest when none has; undefined when several have. */
function activeOrLatest({ current, old }: ReplicaSets): ReplicaSet | undefined {
  const running = active(allOf({ current, old }));
  if (running.length > 1) return undefined;
  return running[0] ?? current ?? [...old].sort(byAge).at(-1);
}

function proportional(deployment: Deployment, replicaSets: readonly ReplicaSet[]): Scaling[] {
  const wanted = deployment.spec?.replicas ?? 1;
  const allowed = wanted > 0 ? wanted + fencepostsOf(deployment).maxSurge : 0;
  const toAdd = allowed - sum(replicaSets, replicasOf);
  const largestFirst = [...replicaSets].sort(
    (a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)),
  );
  let added = 0;
  const sizes = largestFirst.map((replicaSet) => {
    const share = shareOf(replicaSet, deployment, toAdd - added);
    added += share;
    return replicasOf(replicaSet) + share;
  });
  if (sizes[0] !== undefined) sizes[0] = Math.max(sizes[0] + toAdd - added, 0);
  return largestFirst.map((replicaSet, index) => ({ replicaSet, replicas: sizes[index] ?? replicasOf(replicaSet) }));
}

/** The part of a change that falls to `replicaSet`, at most what is `left` of it. */
function shareOf(replicaSet: ReplicaSet, deployment: Deployment, left: number): number {
  const size = replicasOf(replicaSet);
  const wanted = deployment.spec?.replicas ?? 1;
  if (left === 0 || size === 0) return 0;
  if (wanted === 0) return Math.max(-size, left);
  const before = maxReplicasOf(replicaSet) || deployment.status?.replicas || 0;
  if (before === 0) return 0;
  const share = Math.round((size * (wanted + fencepostsOf(deployment).maxSurge)) / before) - size;
  return left > 0 ? Math.min(share, left) : Math.max(share, left);
}
