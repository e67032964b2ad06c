import { type Deployment, isPodTerminal, type Pod, type ReplicaSet } from '@sampan/api';
import { fencepostsOf } from './fenceposts.js';
import { active, allOf, available, byAge, type ReplicaSets, replicasOf, sum, withReplicas } from './replica-sets.js';

/** A ReplicaSet and the replicas that it should have next. */
export interface Scaling {
  replicaSet: ReplicaSet;
  replicas: number;
}

/**
 * The next step of a rolling update: first the current ReplicaSet grows as far as the surge allows, then the old ones
 * shrink as far as the availability allows, those that are not available anyway before the others.
 */
export function planRollingUpdate(deployment: Deployment, replicaSets: ReplicaSets): Scaling[] {
  const { current } = replicaSets;
  if (current === undefined) return [];
  const grown = newReplicaCount(deployment, allOf(replicaSets), current);
  if (grown !== replicasOf(current)) return [{ replicaSet: current, replicas: grown }];
  return shrinkOld(deployment, replicaSets, current);
}

/** How many replicas the current ReplicaSet should have now, so that all together stay within the surge. */
export function newReplicaCount(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet): number {
  const wanted = deployment.spec?.replicas ?? 1;
  const has = replicasOf(current);
  if (deployment.spec?.strategy?.type === 'Recreate' || has >= wanted) return wanted;
  const room = wanted + fencepostsOf(deployment).maxSurge - sum(all, replicasOf);
  return room <= 0 ? has : has + Math.min(room, wanted - has);
}

function shrinkOld(deployment: Deployment, replicaSets: ReplicaSets, current: ReplicaSet): Scaling[] {
  const all = allOf(replicaSets);
  const minAvailable = (deployment.spec?.replicas ?? 1) - fencepostsOf(deployment).maxUnavailable;
  const unavailableNew = Math.max(replicasOf(current) - available(current), 0);
  const spare = sum(all, replicasOf) - minAvailable - unavailableNew;
  const old = active(replicaSets.old).sort(byAge);
  if (old.length === 0 || spare <= 0) return [];

  const healthy = shrink(old, spare, (replicaSet) => Math.max(replicasOf(replicaSet) - available(replicaSet), 0));
  const extra = Math.max(sum(all, available) - minAvailable, 0);
  const shrunk = shrink(healthy, extra, replicasOf);
  return old.flatMap((replicaSet, index) => {
    const replicas = replicasOf(shrunk[index] ?? replicaSet);
    return replicas === replicasOf(replicaSet) ? [] : [{ replicaSet, replicas }];
  });
}

/** Takes up to `most` replicas from `replicaSets`, in order, and from each no more than `spareOf` it. */
function shrink(
  replicaSets: readonly ReplicaSet[],
  most: number,
  spareOf: (replicaSet: ReplicaSet) => number,
): ReplicaSet[] {
  let left = most;
  return replicaSets.map((replicaSet) => {
    const taken = Math.min(spareOf(replicaSet), left);
    left -= taken;
    return taken === 0 ? replicaSet : withReplicas(replicaSet, replicasOf(replicaSet) - taken);
  });
}

/** The first step of a Recreate: every old ReplicaSet to nothing. */
export function planRecreate({ old }: ReplicaSets): Scaling[] {
  return active(old).map((replicaSet) => ({ replicaSet, replicas: 0 }));
}

/** The Pods of each ReplicaSet, by its uid. */
export type PodsByReplicaSet = ReadonlyMap<string, readonly Pod[]>;

/** Whether Pods of old templates still run: a Recreate waits for the last to end. */
export function oldPodsRun({ current, old }: ReplicaSets, pods: PodsByReplicaSet): boolean {
  if (sum(old, ({ status }) => status?.replicas ?? 0) > 0) return true;
  return [...pods].some(([uid, list]) => uid !== current?.metadata.uid && list.some((pod) => !isPodTerminal(pod)));
}

/** Whether the current ReplicaSet has what the Deployment wants, all of it available. */
export function isSaturated(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  desired: number | undefined,
): boolean {
  if (current === undefined) return false;
  const wanted = deployment.spec?.replicas ?? 1;
  return replicasOf(current) === wanted && desired === wanted && available(current) === wanted;
}
