import {
  type FieldError,
  field,
  formatLabelSelector,
  humanDuration,
  isConditionTrue,
  isDns1123Label,
  type Job,
  type JobSpec,
  type LabelSelector,
  labelSelectorAsSelector,
  resources,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { workloadWarnings } from '../apps/workload.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { generateSelector, validateGeneratedSelector } from './job-labels.js';
import { jobSpecChecks } from './job-spec.js';
import { validateJobStatus } from './job-status.js';
import { validateJobChange } from './job-update.js';

export const jobs: ResourceDefinition<Job> = defineResource(resources.jobs, {
  strategy: {
    countsGeneration: true,
    defaultDeletion: 'orphan',
    defaultDeletionWarning:
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    defaults: setDefaults,
    prepareForCreate: (job) => {
      const sharesLabels = job.metadata.labels === job.spec?.template.metadata?.labels;
      generateSelector(job);
      const { labels } = job.spec?.template.metadata ?? {};
      if (sharesLabels && labels !== undefined) job.metadata.labels = { ...labels };
    },
    checks: {
      spec: (_spec, { object }) => validateGeneratedSelector(object as Job),
      ...jobSpecChecks('spec'),
      'spec.selector': (selector: LabelSelector | undefined, { parent }) =>
        validateSelector(selector, parent as JobSpec),
    },
    validate: validateHostnames,
    validateUpdate: (job, old, subresource) =>
      subresource === '' ? [...specErrors(job), ...validateJobChange(job, old)] : [],
    validateStatusUpdate: validateJobStatus,
    warnings: (job, old) => workloadWarnings(withTemplate(job), old && withTemplate(old)),
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    { name: 'Status', type: 'string', description: 'How far the job has come.', cell: formatStatus },
    {
      name: 'Completions',
      type: 'string',
      description: 'How many Pods have succeeded, of how many are to.',
      cell: formatCompletions,
    },
    { name: 'Duration', type: 'string', description: 'How long the job runs, or has run.', cell: formatDuration },
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec?.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
});

function setDefaults({ metadata, spec }: Job): void {
  if (spec === undefined) return;
  defaultPodTemplate(spec.template);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  const { labels } = spec.template.metadata ?? {};
  // The very same labels, as upstream has it: those that are generated for the template are the Job's own, too.
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
}

/** Generated or not, it selects what the template makes. */
function validateSelector(selector: LabelSelector | undefined, { template }: JobSpec): FieldError[] {
  const labels = template.metadata?.labels;
  const path = 'spec.template.metadata.labels';
  const mismatch = field.invalid(path, labels, '`selector` does not match template `labels`');
  if (selector === undefined) return [field.required('spec.selector'), mismatch];
  const errors = validateLabelSelector('spec.selector', selector);
  return errors.length > 0 || labelSelectorAsSelector(selector).matches(labels ?? {}) ? errors : [mismatch];
}

/** Upstream looks at the spec of a change twice. */
function specErrors(job: Job): FieldError[] {
  const errors = jobs.strategy.validate?.(job) ?? [];
  return errors.slice(validateGeneratedSelector(job).length).filter((error) => error.field.startsWith('spec'));
}

/** Pods of Indexed Jobs are called by name and index. */
function validateHostnames({ metadata: { name = '' }, spec }: Job): FieldError[] {
  const { completionMode, completions = 0 } = spec ?? {};
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const last = `${name}-${completions - 1}`;
  if (isDns1123Label(last).length === 0) return [];
  return [field.invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)];
}

function withTemplate({ metadata, spec }: Job) {
  return { metadata, spec: spec === undefined ? {} : { template: spec.template } };
}

function formatStatus({ metadata, status }: Job): string {
  const holds = (type: string) => isConditionTrue(status?.conditions, type);
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function formatCompletions({ spec, status }: Job): string {
  const { completions, parallelism = 0 } = spec ?? {};
  const done = status?.succeeded ?? 0;
  if (completions !== undefined) return `${done}/${completions}`;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function formatDuration({ status }: Job, now: number): string {
  const { startTime, completionTime } = status ?? {};
  if (startTime === undefined) return '';
  const end = completionTime === undefined ? now : Date.parse(completionTime);
  return humanDuration(end - Date.parse(startTime));
}
