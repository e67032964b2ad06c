import {
  controllerOf,
  deepEqual,
  formatKey,
  isNotFound,
  type Job,
  keyOf,
  type ObjectKey,
  type Pod,
  resources,
} from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  defineController,
  eventAction,
  index,
  patchAction,
  type Result,
  updateStatusAction,
  watched,
} from '@sampan/client';
import { claimObjects } from '../shared/claim.js';
import { claimantsOf } from '../shared/claimants.js';
import { isControlledBy, orphanNamespace, orphansIndex } from '../shared/owner-reference.js';
import { firstFailure, podEvents } from '../shared/pod-events.js';
import { selectorOf } from '../shared/selector-of.js';
import { withoutZeros } from '../shared/without-zeros.js';
import { trackedIndex, trackedJob, trackedJobValue, trackingFinalizer } from './job-pods.js';
import { isFinished, type JobState, jobStateOf, remainingTime } from './job-state.js';
import { planPods } from './plan-pods.js';
import { planStatus } from './plan-status.js';

/** Who looks after a Job that names nobody. */
const controllerName = 'kubernetes.io/job-controller';

/*
 * Promises: as many Pods of a Job's template run to their end as its spec says, each counted once, whatever dies in
 * between; then the Job is complete, or has failed.
 * Reads: Jobs and Pods. Writes: Pods (create, delete, ownerReferences, finalizers), Jobs' status, Events.
 * Runs when: a Job changes, one of its Pods changes, a Pod that nobody controls could be its own, a back-off has passed,
 * or the Job's deadline.
 */
export const jobController = defineController({
  name: 'job',
  primary: resources.jobs,
  owns: [resources.pods],
  watches: [
    watched(
      resources.pods,
      claimantsOf(resources.jobs, ({ spec }) => spec?.selector),
    ),
    watched(resources.pods, (pod) => [trackedJob(pod) ?? []].flat()),
  ],
  indices: [index(resources.pods, orphansIndex, orphanNamespace), index(resources.pods, trackedIndex, trackedJobValue)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const job = context.lister(resources.jobs).get(key);
  if (job !== undefined && !isOurs(job)) return undefined;
  await releaseStrays(key, job, context);
  if (job === undefined || isFinished(job)) return undefined;
  const pods = await claimPods(job, context);
  const now = context.clock.now();
  const plan = planPods(jobStateOf({ job, pods, now }));
  await release(plan.release ?? [], context);
  const outcomes = await context.attempt(plan.actions);
  await context.perform(podEvents(job, outcomes));
  await writeStatus(job, context, now);
  const failed = firstFailure(outcomes);
  if (failed !== undefined) throw failed.error;
  const waits = [plan.waitMs, remainingTime(job, now)].filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : { requeueAfterMs: Math.max(Math.min(...waits), 1) };
}

function isOurs({ spec }: Job): boolean {
  const { managedBy = controllerName, completionMode = 'NonIndexed' } = spec ?? {};
  return managedBy === controllerName && ['Indexed', 'NonIndexed'].includes(completionMode);
}

/** Pods are let go only of what the status that was written says. */
async function writeStatus({ metadata }: Job, context: ControllerContext, now: number): Promise<void> {
  const job = context.lister(resources.jobs).get({ namespace: metadata.namespace ?? '', name: metadata.name ?? '' });
  if (job === undefined || job.metadata.uid !== metadata.uid) return;
  const plan = planStatus(stateOf(job, context, now));
  const status = withoutZeros(plan.status, ['ready', 'terminating']);
  if (!deepEqual(job.status, status)) {
    await context.perform([updateStatusAction(resources.jobs, { ...job, status })]);
    await context.perform(plan.events.map(({ type, ...event }) => eventAction(job, type, event)));
  }
  await release(plan.release, context);
}

function stateOf(job: Job, context: ControllerContext, now: number): JobState {
  const owned = context.lister(resources.pods).byOwner(job.metadata.uid ?? '');
  const pods = owned.filter((pod) => isControlledBy(pod, job));
  return jobStateOf({ job, pods, now });
}

/** Pods of Jobs that are gone or over, or of an earlier one of the same name: nobody counts them any more. */
async function releaseStrays(key: ObjectKey, job: Job | undefined, context: ControllerContext): Promise<void> {
  const tracked = context.lister(resources.pods).byIndex(trackedIndex, formatKey(key));
  const isStray = (pod: Pod) => {
    if (job === undefined || isFinished(job)) return true;
    const owner = controllerOf(pod);
    if (owner !== undefined) return owner.uid !== job.metadata.uid;
    return !selectorOf(job.spec?.selector).matches(pod.metadata.labels);
  };
  await release(tracked.filter(isStray), context);
}

async function release(pods: readonly Pod[], context: ControllerContext): Promise<void> {
  const outcomes = await context.attempt(pods.map(releaseAction));
  const failed = outcomes.find(({ error }) => error !== undefined && !isNotFound(error));
  if (failed !== undefined) throw failed.error;
}

/** Takes out the one finalizer, whatever else becomes of the Pod meanwhile. */
function releaseAction(pod: Pod): Action {
  const metadata = { uid: pod.metadata.uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] };
  return patchAction(resources.pods, keyOf(pod), { type: 'strategic', body: { metadata } });
}

function claimPods(job: Job, context: ControllerContext): Promise<Pod[]> {
  return claimObjects(context, {
    owner: job,
    ownerType: resources.jobs,
    type: resources.pods,
    selector: selectorOf(job.spec?.selector),
    finalizer: trackingFinalizer,
  });
}
