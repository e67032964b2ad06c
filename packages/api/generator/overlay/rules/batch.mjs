const count = { minimum: 0 };

/** Rules of `batch`: see index.mjs. A Job's own defaults are code: the job of a CronJob's template has none until it is made. */
export const batch = {
  'batch.CronJob': { spec: { default: {} } },
  'batch.CronJobSpec': {
    schedule: { required: true },
    startingDeadlineSeconds: count,
    timeZone: {},
    concurrencyPolicy: { required: true, enum: ['Allow', 'Forbid', 'Replace'], default: 'Allow' },
    jobTemplate: { default: {} },
    suspend: { default: false },
    successfulJobsHistoryLimit: { minimum: 0, default: 3 },
    failedJobsHistoryLimit: { minimum: 0, default: 1 },
  },
  'batch.Job': { spec: { default: {} } },
  'batch.JobSpec': {
    parallelism: count,
    completions: count,
    activeDeadlineSeconds: count,
    backoffLimit: count,
    ttlSecondsAfterFinished: count,
    backoffLimitPerIndex: count,
    maxFailedIndexes: count,
    managedBy: { format: 'domainPrefixedPath', maxLength: 63 },
    completionMode: { enum: ['Indexed', 'NonIndexed'] },
    podFailurePolicy: {},
    successPolicy: {},
    podReplacementPolicy: {},
    template: { default: {} },
    selector: {},
  },
  'batch.JobStatus': {
    active: count,
    succeeded: count,
    failed: count,
    ready: count,
    terminating: count,
  },
  'batch.JobTemplateSpec': { metadata: { default: {} }, spec: { default: {} } },
  'batch.PodFailurePolicyOnPodConditionsPattern': { status: { default: 'True' } },
};
