import {
  type CronJob,
  type CronJobStatus,
  deepEqual,
  isAlreadyExists,
  type Job,
  keyOf,
  type ObjectKey,
  resources,
} from '@sampan/api';
import {
  type ControllerContext,
  createAction,
  defineController,
  deleteAction,
  eventAction,
  type Result,
  updateStatusAction,
} from '@sampan/client';
import { isNamespaceTerminating, messageOf } from '../shared/errors.js';
import { type CronJobPlan, isChildOf, planCronJob, withStarted } from './plan.js';

/*
 * Promises: at each time of its schedule, a CronJob makes a Job; of times that were missed, the last one alone.
 * Reads: CronJobs and Jobs. Writes: Jobs (create, delete), CronJobs' status, Events.
 * Runs when: a CronJob changes, one of its Jobs changes, or its time has come.
 */
export const cronJobController = defineController({
  name: 'cronjob',
  primary: resources.cronJobs,
  owns: [resources.jobs],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const cronJob = context.lister(resources.cronJobs).get(key);
  if (cronJob === undefined) return undefined;
  const jobs = context
    .lister(resources.jobs)
    .byOwner(cronJob.metadata.uid ?? '')
    .filter((job) => isChildOf(job, cronJob));
  const plan = planCronJob({ cronJob, jobs, now: context.clock.now() });
  await context.perform(plan.events.map(({ type, ...event }) => eventAction(cronJob, type, event)));
  await deleteJobs(cronJob, plan.deletes, context);
  const status = await start(cronJob, plan, context);
  if (!deepEqual(cronJob.status ?? {}, status)) {
    await context.perform([updateStatusAction(resources.cronJobs, { ...cronJob, status })]);
  }
  return plan.waitMs === undefined ? undefined : { requeueAfterMs: plan.waitMs };
}

async function deleteJobs(cronJob: CronJob, jobs: readonly Job[], context: ControllerContext): Promise<void> {
  for (const job of jobs) {
    await context.perform([
      deleteAction(resources.jobs, job, { propagationPolicy: 'Background' }),
      eventAction(cronJob, 'Normal', { reason: 'SuccessfulDelete', message: `Deleted job ${job.metadata.name}` }),
    ]);
  }
}

/** Makes the Job; one that is there already was made before this process began, and only has to be counted. */
async function start(cronJob: CronJob, plan: CronJobPlan, context: ControllerContext): Promise<CronJobStatus> {
  const { create, scheduledTime, status } = plan;
  if (create === undefined || scheduledTime === undefined) return status;
  const [outcome] = await context.attempt([createAction(resources.jobs, create)]);
  const error: unknown = outcome?.error;
  if (isAlreadyExists(error)) {
    const job = await context.client.resource(resources.jobs).get(keyOf(create));
    return isChildOf(job, cronJob) ? withStarted(status, job, scheduledTime) : status;
  }
  if (isNamespaceTerminating(error)) return status;
  if (error !== undefined) {
    const message = `Error creating job: ${messageOf(error)}`;
    await context.perform([eventAction(cronJob, 'Warning', { reason: 'FailedCreate', message })]);
    throw error;
  }
  const job = outcome?.object as Job;
  const message = `Created job ${job.metadata.name}`;
  await context.perform([eventAction(cronJob, 'Normal', { reason: 'SuccessfulCreate', message })]);
  return withStarted(status, job, scheduledTime);
}
