import { type FieldError, field, type JobSpec, type PodTemplateSpec } from '@sampan/api';
import type { FieldChecks, Place } from '@sampan/api/schemas';
import { validatePodTemplate } from '../pod-spec/validate-pod-template.js';
import { validatePodFailurePolicy } from './pod-failure-policy.js';
import { validateSuccessPolicy } from './success-policy.js';

const mostParallel = 100_000;
const mostFailedIndexes = 100_000;
/** Of Jobs with more completions than this and back-off per index, less is allowed. */
const manyCompletions = 100_000;
const mostOfMany = 10_000;

/** What concerns more than one field of a Job's spec; `at` is its path: `spec`, or `spec.jobTemplate.spec`. */
export function jobSpecChecks(at: string): FieldChecks {
  const checks: FieldChecks = {
    completionMode: (_mode, { path, parent }) => validateCompletionMode(parentPath(path), parent as JobSpec),
    podFailurePolicy: (policy: JobSpec['podFailurePolicy'], { path, parent }) =>
      policy === undefined ? [] : validatePodFailurePolicy(path, policy, parent as JobSpec),
    successPolicy: (policy: JobSpec['successPolicy'], { path, parent }) =>
      policy === undefined ? [] : validateSuccessPolicy(path, policy, parent as JobSpec),
    podReplacementPolicy: validateReplacement,
    template: validateTemplate,
  };
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [`${at}.${name}`, check]));
}

function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function validateCompletionMode(path: string, spec: JobSpec): FieldError[] {
  const { completionMode = 'NonIndexed', backoffLimitPerIndex, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  if (completionMode === 'Indexed') errors.push(...validateIndexed(path, spec));
  if (completionMode === 'NonIndexed') {
    const needsIndexes = { backoffLimitPerIndex, maxFailedIndexes };
    for (const [name, value] of Object.entries(needsIndexes)) {
      if (value !== undefined) errors.push(field.invalid(`${path}.${name}`, value, 'requires indexed completion mode'));
    }
  }
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    errors.push(field.required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  return errors;
}

function validateIndexed(path: string, spec: JobSpec): FieldError[] {
  const { completions, parallelism, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  if (completions === undefined) {
    errors.push(field.required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  if (parallelism !== undefined && parallelism > mostParallel) {
    const detail = `must be less than or equal to ${mostParallel} when completion mode is Indexed`;
    errors.push(field.invalid(`${path}.parallelism`, parallelism, detail));
  }
  if (completions === undefined) return errors;
  if (maxFailedIndexes !== undefined) {
    const at = `${path}.maxFailedIndexes`;
    if (maxFailedIndexes > completions) {
      errors.push(field.invalid(at, maxFailedIndexes, 'must be less than or equal to completions'));
    }
    if (maxFailedIndexes > mostFailedIndexes) {
      errors.push(field.invalid(at, maxFailedIndexes, `must be less than or equal to ${mostFailedIndexes}`));
    }
  }
  if (spec.backoffLimitPerIndex !== undefined && completions > manyCompletions) {
    errors.push(...validateMany(path, spec));
  }
  return errors;
}

function validateMany(path: string, { parallelism, maxFailedIndexes }: JobSpec): FieldError[] {
  const detail = `must be less than or equal to ${mostOfMany} when completions are above ${manyCompletions} and used with backoff limit per index`;
  const errors: FieldError[] = [];
  if (maxFailedIndexes === undefined) {
    const required = `must be specified when completions is above ${manyCompletions}`;
    errors.push(field.required(`${path}.maxFailedIndexes`, required));
  }
  for (const [name, value = 0] of Object.entries({ parallelism, maxFailedIndexes })) {
    if (value > mostOfMany) errors.push(field.invalid(`${path}.${name}`, value, detail));
  }
  return errors;
}

/** With a policy for failures, a Pod is replaced only once it is known how it ended. */
function validateReplacement(policy: string | undefined, { path, parent }: Place): FieldError[] {
  const isFixed = (parent as JobSpec).podFailurePolicy !== undefined;
  const supported = isFixed ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return policy === undefined || supported.includes(policy) ? [] : [field.notSupported(path, policy, supported)];
}

/** A Pod that is always started again never ends. */
function validateTemplate(template: PodTemplateSpec, { path, parent }: Place): FieldError[] {
  const errors = validatePodTemplate(path, template);
  const at = `${path}.spec.restartPolicy`;
  const policy = template.spec?.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') errors.push(field.required(at, 'valid values: "OnFailure", "Never"'));
  if ((parent as JobSpec).podFailurePolicy !== undefined && policy !== 'Never') {
    errors.push(field.invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
  return errors;
}
