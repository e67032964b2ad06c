import { type Deployment, deepEqual, type PodTemplateSpec, type ReplicaSet } from '@sampan/api';

export const podTemplateHashLabel = 'pod-template-hash';

/** The Deployment's ReplicaSets, told apart: the one of its current template, if there is one, and all others. */
export interface ReplicaSets {
  current: ReplicaSet | undefined;
  old: ReplicaSet[];
}

/** Finds the current ReplicaSet: the oldest whose template is the Deployment's, but for the hash label. */
export function tellApart(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSets {
  const current = [...replicaSets]
    .sort(byAge)
    .find(({ spec }) => sameTemplate(spec?.template, deployment.spec?.template));
  return { current, old: replicaSets.filter((replicaSet) => replicaSet !== current) };
}

export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [podTemplateHashLabel]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** Oldest first; of one second, by name. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left = '', right = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (left !== right) return left < right ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

/** What `replicaSet` is to have. */
export function replicasOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 1;
}

export function withReplicas(replicaSet: ReplicaSet, replicas: number): ReplicaSet {
  const { spec = { selector: {} } } = replicaSet;
  return { ...replicaSet, spec: { ...spec, replicas } };
}

export function sum(replicaSets: readonly ReplicaSet[], count: (replicaSet: ReplicaSet) => number): number {
  return replicaSets.reduce((total, replicaSet) => total + count(replicaSet), 0);
}

export function active(replicaSets: readonly ReplicaSet[]): ReplicaSet[] {
  return replicaSets.filter((replicaSet) => replicasOf(replicaSet) > 0);
}

export function available(replicaSet: ReplicaSet): number {
  return replicaSet.status?.availableReplicas ?? 0;
}

/** All of them, the current one last. */
export function allOf({ current, old }: ReplicaSets): ReplicaSet[] {
  return current === undefined ? old : [...old, current];
}
