import {
  type CronJob,
  type CronJobStatus,
  controllerOf,
  formatTime,
  isConditionTrue,
  isTimeZone,
  type Job,
  localTimeZone,
  type ObjectReference,
  offsetAt,
  resources,
} from '@sampan/api';
import { controllerReference } from '../shared/owner-reference.js';
import { type ScheduleTimes, scheduleTimes } from './schedule-times.js';

export interface CronJobObservation {
  readonly cronJob: CronJob;
  /** The Jobs that it controls. */
  readonly jobs: readonly Job[];
  readonly now: number;
}

export interface ToldEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface CronJobPlan {
  /** What is to be told, whatever comes of the rest. */
  readonly events: readonly ToldEvent[];
  /** Jobs that make room, or that are history nobody wants. */
  readonly deletes: readonly Job[];
  readonly create?: Job;
  /** The status before the new Job is counted. */
  readonly status: CronJobStatus;
  /** The time that the new Job is for. */
  readonly scheduledTime?: string;
  /** Milliseconds until the next time. */
  readonly waitMs?: number;
}

/** What is to be done about a CronJob now: at most one new Job, for the last time that has come. */
export function planCronJob({ cronJob, jobs, now }: CronJobObservation): CronJobPlan {
  const kept = keepBooks(cronJob, jobs);
  const history = historyToDelete(cronJob, jobs);
  const base = { ...kept, deletes: history };
  const { suspend, timeZone } = cronJob.spec ?? {};
  if (cronJob.metadata.deletionTimestamp !== undefined || suspend === true) return base;
  const warn = (reason: string, message: string): CronJobPlan => ({
    ...base,
    events: [...base.events, { type: 'Warning', reason, message }],
  });
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    return warn('UnknownTimeZone', `invalid timeZone: "${timeZone}": unknown time zone ${timeZone}`);
  }
  let times: ScheduleTimes;
  let due: ReturnType<ScheduleTimes['due']>;
  try {
    times = scheduleTimes(cronJob);
  } catch (error) {
    const { schedule = '' } = cronJob.spec ?? {};
    return warn('UnparseableCronJobSchedule', `unparseable schedule: "${schedule}" : ${(error as Error).message}`);
  }
  try {
    due = times.due(now);
  } catch (error) {
    return warn('InvalidSchedule', `invalid schedule: "${cronJob.spec?.schedule}" : ${(error as Error).message}`);
  }
  const waitMs = times.untilNext(now);
  const rested = { ...base, ...(waitMs !== undefined && { waitMs }) };
  if (due.time === undefined) return rested;
  const plan = planStart({ cronJob, jobs, now, time: due.time, plan: rested });
  return due.isMany ? { ...plan, events: [...plan.events, tooManyMissed] } : plan;
}

const tooManyMissed: ToldEvent = {
  type: 'Warning',
  reason: 'TooManyMissedTimes',
  message: 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
};

interface Start extends CronJobObservation {
  readonly time: number;
  readonly plan: CronJobPlan;
}

function planStart({ cronJob, jobs, now, time, plan }: Start): CronJobPlan {
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec ?? {};
  const tell = (event: ToldEvent): CronJobPlan => ({ ...plan, events: [...plan.events, event] });
  if (startingDeadlineSeconds !== undefined && time + startingDeadlineSeconds * 1_000 < now) {
    const message = `Missed scheduled time to start a job: ${rfc1123(time)}`;
    return tell({ type: 'Warning', reason: 'MissSchedule', message });
  }
  const { active = [], lastScheduleTime } = plan.status;
  const name = jobName(cronJob, time);
  if (lastScheduleTime === formatTime(time) || active.some((reference) => reference.name === name)) return plan;
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    return tell({ type: 'Normal', reason: 'JobAlreadyActive', message });
  }
  const replaced = concurrencyPolicy === 'Replace' ? jobs.filter(({ metadata }) => isActive(active, metadata.uid)) : [];
  const goes = new Set(replaced.map(({ metadata }) => metadata.uid));
  return {
    ...plan,
    deletes: [...plan.deletes, ...replaced],
    create: jobOf(cronJob, time),
    scheduledTime: formatTime(time),
    status: withActive(
      plan.status,
      active.filter(({ uid }) => !goes.has(uid)),
    ),
  };
}

/** `status` after a Job was started, or found to have been. */
export function withStarted(status: CronJobStatus, job: Job, scheduledTime: string): CronJobStatus {
  return withActive({ ...status, lastScheduleTime: scheduledTime }, [...(status.active ?? []), referenceTo(job)]);
}

function withActive({ active: _before, ...status }: CronJobStatus, active: ObjectReference[]): CronJobStatus {
  return active.length === 0 ? status : { active, ...status };
}

function isActive(active: readonly ObjectReference[], uid: string | undefined): boolean {
  return active.some((reference) => reference.uid === uid);
}

/** The status by what has become of the Jobs, and what there is to tell of them. */
function keepBooks({ status = {} }: CronJob, jobs: readonly Job[]): { events: ToldEvent[]; status: CronJobStatus } {
  const events: ToldEvent[] = [];
  let { lastSuccessfulTime } = status;
  const active = (status.active ?? []).filter(({ uid, name }) => {
    const job = jobs.find(({ metadata }) => metadata.uid === uid);
    const end = job && endOf(job);
    if (job === undefined) {
      events.push({ type: 'Normal', reason: 'MissingJob', message: `Active job went missing: ${name}` });
    } else if (end !== undefined) {
      const message = `Saw completed job: ${name}, condition: ${end}`;
      events.push({ type: 'Normal', reason: 'SawCompletedJob', message });
    }
    return job !== undefined && end === undefined;
  });
  for (const job of jobs) {
    const { completionTime } = job.status ?? {};
    if (endOf(job) === undefined && !isActive(status.active ?? [], job.metadata.uid)) {
      const message = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`;
      events.push({ type: 'Warning', reason: 'UnexpectedJob', message });
    }
    if (endOf(job) === 'Complete' && completionTime !== undefined && completionTime > (lastSuccessfulTime ?? '')) {
      lastSuccessfulTime = completionTime;
    }
  }
  return { events, status: withActive({ ...status, ...(lastSuccessfulTime && { lastSuccessfulTime }) }, active) };
}

function endOf({ status }: Job): string | undefined {
  return ['Complete', 'Failed'].find((type) => isConditionTrue(status?.conditions, type));
}

/** The oldest Jobs that are over and more than are to be kept. */
function historyToDelete({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const limits = { Complete: spec?.successfulJobsHistoryLimit, Failed: spec?.failedJobsHistoryLimit };
  return Object.entries(limits).flatMap(([end, limit]) => {
    if (limit === undefined) return [];
    const ended = jobs.filter((job) => endOf(job) === end && job.metadata.deletionTimestamp === undefined);
    const started = ({ metadata, status }: Job) => `${status?.startTime ?? ''} ${metadata.name}`;
    return ended.sort((a, b) => (started(a) < started(b) ? -1 : 1)).slice(0, Math.max(ended.length - limit, 0));
  });
}

/** Minutes since 1970: of one time there is one Job, whoever makes it. */
function jobName({ metadata }: CronJob, time: number): string {
  return `${metadata.name}-${Math.floor(time / 60_000)}`;
}

function jobOf(cronJob: CronJob, time: number): Job {
  const { jobTemplate } = cronJob.spec ?? { jobTemplate: {} };
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: resources.jobs.apiVersion,
    kind: resources.jobs.kind,
    metadata: {
      name: jobName(cronJob, time),
      namespace: cronJob.metadata.namespace ?? '',
      ...(labels && { labels }),
      annotations: {
        ...annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': scheduledTimestamp(cronJob, time),
      },
      ownerReferences: [controllerReference(cronJob, resources.cronJobs)],
    },
    spec: jobTemplate.spec ?? { template: {} },
  };
}

/** RFC 3339, by the clocks that the schedule goes by. */
function scheduledTimestamp({ spec }: CronJob, time: number): string {
  const offset = offsetAt(time, spec?.timeZone ?? localTimeZone());
  const shown = new Date(time + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${shown}Z`;
  return `${shown}${offset < 0 ? '-' : '+'}${new Date(Math.abs(offset)).toISOString().slice(11, 16)}`;
}

function referenceTo({ metadata }: Job): ObjectReference {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { apiVersion: resources.jobs.apiVersion, kind: resources.jobs.kind, name, namespace, uid, resourceVersion };
}

function rfc1123(time: number): string {
  return new Date(time).toUTCString().replace('GMT', '+0000');
}

/** Whether a CronJob controls a Job. */
export function isChildOf(job: Job, cronJob: CronJob): boolean {
  return controllerOf(job)?.uid === cronJob.metadata.uid;
}
