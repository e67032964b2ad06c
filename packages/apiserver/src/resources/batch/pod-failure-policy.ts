import {
  type FieldError,
  field,
  isQualifiedName,
  type JobSpec,
  type PodFailurePolicy,
  type PodFailurePolicyOnExitCodesRequirement,
  type PodFailurePolicyOnPodConditionsPattern,
  type PodFailurePolicyRule,
} from '@sampan/api';
import { invalidFor } from '../../kinds/validation/messages.js';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const mostRules = 20;
const mostPatterns = 20;
const mostValues = 255;

/** What is to be done about Pods that failed, by their exit codes or their conditions. */
export function validatePodFailurePolicy(path: string, { rules = [] }: PodFailurePolicy, spec: JobSpec): FieldError[] {
  const errors = rules.length > mostRules ? [field.tooMany(`${path}.rules`, rules.length, mostRules)] : [];
  return [...errors, ...rules.flatMap((rule, index) => validateRule(`${path}.rules[${index}]`, rule, spec))];
}

function validateRule(path: string, rule: PodFailurePolicyRule, spec: JobSpec): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors = validateChoice(`${path}.action`, action, actions);
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(field.invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (onExitCodes !== undefined) errors.push(...validateExitCodes(`${path}.onExitCodes`, onExitCodes, spec));
  errors.push(...validatePatterns(`${path}.onPodConditions`, onPodConditions));
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    errors.push(misfit(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    errors.push(misfit(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

function misfit(path: string, detail: string): FieldError {
  return { type: 'Invalid', field: path, detail };
}

function validateChoice(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [field.required(path, `valid values: [${supported.map((each) => `"${each}"`).join(' ')}]`)];
  return supported.includes(value) ? [] : [field.notSupported(path, value, supported)];
}

function validatePatterns(path: string, patterns: readonly PodFailurePolicyOnPodConditionsPattern[]): FieldError[] {
  const errors = patterns.length > mostPatterns ? [field.tooMany(path, patterns.length, mostPatterns)] : [];
  return [
    ...errors,
    ...patterns.flatMap(({ type, status }, index) => [
      ...invalidFor(`${path}[${index}].type`, type ?? '', isQualifiedName(type ?? '')),
      ...validateChoice(`${path}[${index}].status`, status, statuses),
    ]),
  ];
}

function validateExitCodes(
  path: string,
  { operator, containerName, values = [] }: PodFailurePolicyOnExitCodesRequirement,
  { template }: JobSpec,
): FieldError[] {
  const errors = validateChoice(`${path}.operator`, operator, operators);
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  if (containerName !== undefined && !containers.some(({ name }) => name === containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(field.invalid(`${path}.containerName`, containerName, detail));
  }
  const at = `${path}.values`;
  if (values.length === 0) errors.push(field.invalid(at, values, 'at least one value is required'));
  if (values.length > mostValues) errors.push(field.tooMany(at, values.length, mostValues));
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) errors.push(field.duplicate(`${at}[${index}]`, value));
    if (operator === 'In' && value === 0) {
      errors.push(field.invalid(`${at}[${index}]`, value, 'must not be 0 for the In operator'));
    }
  }
  if (values.some((value, index) => value < (values[index - 1] ?? value))) {
    errors.push(field.invalid(at, values, 'must be ordered'));
  }
  return errors;
}
