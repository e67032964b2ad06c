import { type Job, type Pod, type PodTemplateSpec, resources } from '@sampan/api';
import { type Action, createAction, deleteAction } from '@sampan/client';
import { podsToDelete } from '../replicaset/deletion-order.js';
import { controllerReference } from '../shared/owner-reference.js';
import { podFromTemplate } from '../shared/pod-from-template.js';
import { backOffOf, indexBackOffOf } from './back-off.js';
import {
  endOf,
  failureCount,
  failureCountAnnotation,
  hasFailed,
  ignoredCountAnnotation,
  indexAnnotation,
  indexOf,
  isTerminating,
  isTracked,
  replacesEndedOnly,
  trackingFinalizer,
} from './job-pods.js';
import { isIndexed, isSuspended, type JobState } from './job-state.js';
import { matchFailurePolicy } from './pod-failure-policy.js';

/** The most Pods that one look at a Job makes or deletes; the next look continues. */
const burst = 500;

export interface PodsPlan {
  /** Pods that are to lose their finalizer before they are deleted: they do not count. */
  readonly release?: readonly Pod[];
  readonly actions: readonly Action[];
  /** Milliseconds until a Pod may be made that may not be made now. */
  readonly waitMs?: number;
}

/** The creates or deletes that a Job needs now: either, never both at once. */
export function planPods(state: JobState): PodsPlan {
  const { job, active, verdict } = state;
  if (job.metadata.deletionTimestamp !== undefined) return { actions: [] };
  if (verdict !== undefined) return { actions: deletes(active) };
  const wanted = isSuspended(job) ? 0 : wantedPods(state);
  const surplus = surplusPods(state, Math.max(active.length - wanted, 0));
  if (surplus.length > 0) return { release: surplus.slice(0, burst), actions: deletes(surplus) };
  const waiting = replacesEndedOnly(job) ? state.terminating : 0;
  const missing = Math.min(wanted - active.length - waiting, burst);
  if (missing <= 0) return { actions: [] };
  return isIndexed(job) ? createIndexed(state, missing) : createPlain(state, missing);
}

function deletes(pods: readonly Pod[]): Action[] {
  return pods.slice(0, burst).map((pod) => deleteAction(resources.pods, pod));
}

/** How many Pods are to run now: no more than there is left to do, and than may run at a time. */
function wantedPods({ job, active, succeeded }: JobState): number {
  const { completions, parallelism = 1 } = job.spec ?? {};
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(Math.min(completions - succeeded, parallelism), 0);
}

/** At least `count` of the active Pods, and all that work on what another one works on. */
function surplusPods({ job, active, now }: JobState, count: number): Pod[] {
  const order = { related: active, now };
  if (!isIndexed(job)) return podsToDelete(active, count, order);
  const indexes = new Set(active.map((pod) => indexOf(pod, job)));
  const surplus = [...indexes].flatMap((index) => {
    const pods = active.filter((pod) => indexOf(pod, job) === index);
    return podsToDelete(pods, index === undefined ? pods.length : pods.length - 1, order);
  });
  const left = active.filter((pod) => !surplus.includes(pod));
  return [...surplus, ...podsToDelete(left, Math.max(count - surplus.length, 0), order)];
}

function createPlain(state: JobState, count: number): PodsPlan {
  const { job, pods, now } = state;
  const waitMs = backOffOf(job, pods, now);
  if (waitMs > 0) return { actions: [], waitMs };
  const pod = podOf(job, job.spec?.template ?? {});
  return { actions: Array.from({ length: count }, () => createAction(resources.pods, pod)) };
}

function createIndexed(state: JobState, count: number): PodsPlan {
  const { job, pods, now } = state;
  const isPerIndex = job.spec?.backoffLimitPerIndex !== undefined;
  const common = isPerIndex ? 0 : backOffOf(job, pods, now);
  if (common > 0) return { actions: [], waitMs: common };
  const replaced = failedToReplace(state);
  const waits = pendingIndexes(state, count).map((index) => {
    const pod = replaced.get(index);
    return { index, wait: pod === undefined ? 0 : indexBackOffOf(pod, now) };
  });
  const ready = waits.filter(({ wait }) => wait === 0);
  const later = waits.filter(({ wait }) => wait > 0).map(({ wait }) => wait);
  return {
    actions: ready.map(({ index }) => createAction(resources.pods, indexedPod(job, index, replaced.get(index)))),
    ...(later.length > 0 && { waitMs: Math.min(...later) }),
  };
}

/** The first indexes that nobody works on, and that have not come to an end. */
function pendingIndexes({ job, pods, active, indexes }: JobState, count: number): number[] {
  const busy = replacesEndedOnly(job) ? [...active, ...pods.filter(isTerminating)] : active;
  const taken = new Set([
    ...busy.map((pod) => indexOf(pod, job)),
    ...(indexes?.succeeded ?? []),
    ...(indexes?.failed ?? []),
  ]);
  const pending: number[] = [];
  for (let index = 0; index < (job.spec?.completions ?? 0) && pending.length < count; index++) {
    if (!taken.has(index)) pending.push(index);
  }
  return pending;
}

/**
 * Where indexes have a back-off of their own, the last Pod of each that failed and has no successor yet: it is kept until
 * then, because its successor is told how many failed before.
 */
export function failedToReplace({ job, pods, active, indexes }: JobState): Map<number, Pod> {
  const last = new Map<number, Pod>();
  if (job.spec?.backoffLimitPerIndex === undefined) return last;
  const busy = new Set(active.map((pod) => indexOf(pod, job)));
  for (const pod of pods) {
    const index = indexOf(pod, job);
    if (index === undefined || busy.has(index) || !isTracked(pod) || !hasFailed(pod, job)) continue;
    if (indexes?.succeeded.has(index) || indexes?.failed.has(index)) continue;
    const other = last.get(index);
    if (other === undefined || compareFailures(other, pod) <= 0) last.set(index, pod);
  }
  return last;
}

function compareFailures(a: Pod, b: Pod): number {
  const total = (pod: Pod) => failureCount(pod) + failureCount(pod, ignoredCountAnnotation);
  return total(a) - total(b) || endOf(a) - endOf(b);
}

function podOf(job: Job, template: PodTemplateSpec): Pod {
  const pod = podFromTemplate(job, template, controllerReference(job, resources.jobs));
  const finalizers = [...new Set([...(pod.metadata.finalizers ?? []), trackingFinalizer])];
  return { ...pod, metadata: { ...pod.metadata, finalizers } };
}

/** Names and the rest of a Pod's identity come of its index. */
function indexedPod(job: Job, index: number, replaced: Pod | undefined): Pod {
  const name = job.metadata.name ?? '';
  const pod = podOf(job, job.spec?.template ?? {});
  const suffix = `-${index}-`;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${name.slice(0, longestPrefix - suffix.length)}${suffix}`,
      labels: { ...pod.metadata.labels, [indexAnnotation]: String(index) },
      annotations: { ...pod.metadata.annotations, [indexAnnotation]: String(index), ...failures(job, replaced) },
    },
    spec: {
      ...pod.spec,
      hostname: `${name}-${index}`,
      containers: pod.spec.containers.map(withIndexVariable),
      ...(pod.spec.initContainers && { initContainers: pod.spec.initContainers.map(withIndexVariable) }),
    },
  };
}

/** What the server leaves of a prefix, when it makes a name of it. */
const longestPrefix = 58;
const indexVariable = 'JOB_COMPLETION_INDEX';

function withIndexVariable<C extends Pod['spec']['containers'][number]>(container: C): C {
  if (container.env?.some(({ name }) => name === indexVariable)) return container;
  const valueFrom = { fieldRef: { fieldPath: `metadata.labels['${indexAnnotation}']` } };
  return { ...container, env: [...(container.env ?? []), { name: indexVariable, valueFrom }] };
}

function failures(job: Job, replaced: Pod | undefined): Record<string, string> {
  if (job.spec?.backoffLimitPerIndex === undefined) return {};
  if (replaced === undefined) return { [failureCountAnnotation]: '0' };
  const { action, counts } = matchFailurePolicy(job, replaced);
  const ignored = failureCount(replaced, ignoredCountAnnotation) + (action === 'Ignore' ? 1 : 0);
  return {
    [failureCountAnnotation]: String(failureCount(replaced) + (counts ? 1 : 0)),
    ...(ignored > 0 && { [ignoredCountAnnotation]: String(ignored) }),
  };
}
