import type { Deployment, ReplicaSet } from '@sampan/api';
import { revisionOf } from './annotations.js';
import { byAge, replicasOf } from './replica-sets.js';

/** The old ReplicaSets beyond the history limit, lowest revisions first; one that still has Pods stays. */
export function expiredReplicaSets({ spec }: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = spec?.revisionHistoryLimit ?? Number.POSITIVE_INFINITY;
  const living = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = living.length - limit;
  if (surplus <= 0) return [];
  return [...living]
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b))
    .slice(0, surplus)
    .filter((replicaSet) => replicasOf(replicaSet) === 0 && isSettled(replicaSet));
}

function isSettled({ metadata, status }: ReplicaSet): boolean {
  return (status?.replicas ?? 0) === 0 && (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
}
