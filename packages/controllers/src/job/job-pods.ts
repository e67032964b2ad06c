import {
  controllerOf,
  findCondition,
  formatKey,
  isPodTerminal,
  type Job,
  type KubernetesObject,
  type ObjectKey,
  type Pod,
} from '@sampan/api';

/** Keeps a Pod that has ended until its Job has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
/** The index of an Indexed Job that a Pod works on; a label as well as an annotation. */
export const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
/** How many Pods of the same index failed before this one. */
export const failureCountAnnotation = 'batch.kubernetes.io/job-index-failure-count';
/** How many of them failed in a way that the Job's policy ignores. */
export const ignoredCountAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count';

const nameLabel = 'batch.kubernetes.io/job-name';

/** Where the Pod has not been counted for good. */
export function isTracked({ metadata }: KubernetesObject): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) === true;
}

/** The name of the index of tracked Pods by their Job. */
export const trackedIndex = 'tracked-by-job';

/** The Job that a tracked Pod is of: by who controls it, and by its labels where nobody does any more. */
export function trackedJob(pod: Pod): ObjectKey | undefined {
  if (!isTracked(pod)) return undefined;
  const { namespace = '', labels } = pod.metadata;
  const owner = controllerOf(pod);
  if (owner !== undefined) return owner.kind === 'Job' ? { namespace, name: owner.name } : undefined;
  const name = labels?.[nameLabel];
  return name === undefined ? undefined : { namespace, name };
}

export function trackedJobValue(pod: Pod): readonly string[] {
  const key = trackedJob(pod);
  return key === undefined ? [] : [formatKey(key)];
}

/** The index that a Pod of an Indexed Job works on; undefined: none of the Job's. */
export function indexOf({ metadata }: Pod, { spec }: Job): number | undefined {
  const text = metadata.annotations?.[indexAnnotation] ?? '';
  const index = /^\d+$/.test(text) ? Number(text) : undefined;
  return index !== undefined && index < (spec?.completions ?? 0) ? index : undefined;
}

export function failureCount({ metadata }: Pod, annotation = failureCountAnnotation): number {
  const text = metadata.annotations?.[annotation] ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** Whether Pods are replaced only once they have ended. */
export function replacesEndedOnly({ spec }: Job): boolean {
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined;
}

/** One that is being deleted counts as failed, unless its end is waited for: it may never come. */
export function hasFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesEndedOnly(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

export function hasSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded';
}

/** Being deleted, and not ended yet. */
export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod);
}

/** When a Pod ended, in milliseconds: when its last container did, or when it stopped being ready, or was deleted. */
export function endOf({ metadata, status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''));
  if (ends.length > 0 && ends.every((end) => !Number.isNaN(end))) return Math.max(...ends);
  const unready = findCondition(status?.conditions, 'Ready')?.lastTransitionTime;
  return Date.parse(unready ?? metadata.deletionTimestamp ?? metadata.creationTimestamp ?? '');
}
