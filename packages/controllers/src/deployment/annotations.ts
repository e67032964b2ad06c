import type { Deployment, ReplicaSet } from '@sampan/api';
import { fencepostsOf } from './fenceposts.js';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
/** Where apps/v1 keeps `spec.rollbackTo.revision` of the versions before it. */
export const rollbackAnnotation = 'deprecated.deployment.rollback.to';

/** What a Deployment does not hand on to its ReplicaSets. */
const notHandedOn = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  rollbackAnnotation,
]);

/** The longest list of earlier revisions, in characters. */
const longestHistory = 2_000;

type Annotations = Record<string, string>;

/** The revision that `object` carries; zero where it carries none. */
export function revisionOf({ metadata }: ReplicaSet | Deployment): number {
  const revision = Number(metadata.annotations?.[revisionAnnotation] ?? 0);
  return Number.isInteger(revision) ? revision : 0;
}

export function maxRevision(replicaSets: readonly ReplicaSet[]): number {
  return Math.max(0, ...replicaSets.map(revisionOf));
}

/**
 * The annotations of the Deployment's current ReplicaSet: the Deployment's own, and the revision. When an old ReplicaSet
 * becomes the current one again (a rollback) its earlier revisions are remembered.
 */
export function annotationsOfNew(
  deployment: Deployment,
  replicaSet: ReplicaSet | undefined,
  revision: number,
): Annotations {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !notHandedOn.has(name));
  const before = replicaSet?.metadata.annotations ?? {};
  const annotations: Annotations = { ...before, ...Object.fromEntries(own) };
  const earlier = before[revisionAnnotation];
  if (Number(earlier ?? 0) >= revision) return annotations;
  annotations[revisionAnnotation] = String(revision);
  if (earlier !== undefined)
    annotations[revisionHistoryAnnotation] = extended(before[revisionHistoryAnnotation], earlier);
  return annotations;
}

/** The annotations of a Deployment that goes back to a ReplicaSet: that one's, with what is the Deployment's alone. */
export function annotationsAfterRollback(deployment: Deployment, replicaSet: ReplicaSet): Annotations {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => notHandedOn.has(name));
  const before = Object.entries(replicaSet.metadata.annotations ?? {}).filter(([name]) => !notHandedOn.has(name));
  return Object.fromEntries([...own, ...before]);
}

function extended(history: string | undefined, revision: string): string {
  const revisions = [...(history ?? '').split(',').filter((text) => text !== ''), revision];
  while (revisions.length > 1 && revisions.join(',').length > longestHistory) revisions.shift();
  return revisions.join(',');
}

/** What tells a later look that the Deployment was scaled since, and from what size. */
export function replicasAnnotations(deployment: Deployment): Annotations {
  const replicas = deployment.spec?.replicas ?? 1;
  const { maxSurge } = fencepostsOf(deployment);
  return { [desiredReplicasAnnotation]: String(replicas), [maxReplicasAnnotation]: String(replicas + maxSurge) };
}

export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, desiredReplicasAnnotation);
}

export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, maxReplicasAnnotation);
}

function numberIn({ metadata }: ReplicaSet, name: string): number | undefined {
  const text = metadata.annotations?.[name];
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}
