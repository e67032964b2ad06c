import {
  countIndexes,
  deepEqual,
  eachIndex,
  type FieldError,
  field,
  isConditionTrue,
  type Job,
  type JobStatus,
  parseIndexes,
} from '@sampan/api';

/** Conditions of which each comes before the one behind it is. */
const forerunners = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const;

/** A status that says what cannot be; what was said before is not questioned. */
export function validateJobStatus({ spec, status = {} }: Job, { spec: oldSpec, status: old = {} }: Job): FieldError[] {
  if (deepEqual(status, old)) return [];
  return [
    ...validateUncounted(status),
    ...validateConditions(status, old),
    ...validateTimes(status, old, oldSpec?.suspend === true),
    ...(isFinished(status) ? validateFinished(status) : []),
    ...validateIndexes(status, spec),
    ...(status.ready !== undefined && status.ready > (status.active ?? 0)
      ? [field.invalid('status.ready', status.ready, 'cannot set more ready pods than active')]
      : []),
  ];
}

function isFinished({ conditions }: JobStatus): boolean {
  return isConditionTrue(conditions, 'Complete') || isConditionTrue(conditions, 'Failed');
}

/** No Pod is counted twice. */
function validateUncounted({ uncountedTerminatedPods = {} }: JobStatus): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((name) =>
    (uncountedTerminatedPods[name] ?? []).flatMap((uid, index) => {
      const path = `status.uncountedTerminatedPods.${name}[${index}]`;
      if (uid === '') return [field.invalid(path, uid, 'must not be empty')];
      if (seen.has(uid)) return [field.duplicate(path, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

function validateConditions({ conditions }: JobStatus, old: JobStatus): FieldError[] {
  const holds = (type: string) => isConditionTrue(conditions, type);
  const details: string[] = [];
  for (const [type, forerunner] of Object.entries(forerunners)) {
    if (holds(type) && !holds(forerunner)) {
      details.push(`cannot set ${type}=True condition without the ${forerunner}=true condition`);
    }
  }
  if (holds('Complete') && holds('Failed')) details.push('cannot set Complete=True and Failed=true conditions');
  if (holds('Complete') && holds('FailureTarget')) {
    details.push('cannot set Complete=True and FailureTarget=true conditions');
  }
  for (const type of ['Failed', 'Complete', 'FailureTarget', 'SuccessCriteriaMet']) {
    if (isConditionTrue(old.conditions, type) && !holds(type)) {
      details.push(
        `cannot disable ${type === 'Failed' || type === 'Complete' ? 'terminal ' : ''}${type}=True condition`,
      );
    }
  }
  return details.map((detail) => ({ type: 'Invalid', field: 'status.conditions', detail }));
}

function validateTimes(status: JobStatus, old: JobStatus, wasSuspended: boolean): FieldError[] {
  const { startTime, completionTime } = status;
  const isComplete = isConditionTrue(status.conditions, 'Complete');
  const errors: FieldError[] = [];
  if (isComplete && completionTime === undefined) {
    errors.push(field.required('status.completionTime', 'completionTime is required for Complete jobs'));
  }
  if (!isComplete && completionTime !== undefined) {
    const detail = 'cannot set completionTime when there is no Complete=True condition';
    errors.push(field.invalid('status.completionTime', completionTime, detail));
  }
  if (startTime !== undefined && completionTime !== undefined && completionTime < startTime) {
    const detail = 'completionTime cannot be set before startTime';
    errors.push(field.invalid('status.completionTime', completionTime, detail));
  }
  if (old.startTime !== undefined && !wasSuspended) {
    if (startTime === undefined) {
      errors.push(field.required('status.startTime', 'startTime cannot be removed for unsuspended job'));
    } else if (startTime !== old.startTime) {
      errors.push(field.invalid('status.startTime', startTime, 'startTime cannot be modified for unsuspended job'));
    }
  }
  return errors;
}

/** Nothing of a Job that is over is still to come. */
function validateFinished(status: JobStatus): FieldError[] {
  const { startTime, uncountedTerminatedPods: uncounted } = status;
  const errors: FieldError[] = [];
  if (startTime === undefined)
    errors.push(field.required('status.startTime', 'startTime is required for finished job'));
  if ((uncounted?.succeeded ?? []).length + (uncounted?.failed ?? []).length > 0) {
    const detail = 'uncountedTerminatedPods needs to be empty for finished job';
    errors.push(field.invalid('status.uncountedTerminatedPods', uncounted, detail));
  }
  for (const name of ['active', 'terminating'] as const) {
    const count = status[name] ?? 0;
    if (count > 0) errors.push(field.invalid(`status.${name}`, count, `${name}>0 is invalid for finished job`));
  }
  return errors;
}

function validateIndexes(
  { completedIndexes = '', failedIndexes }: JobStatus,
  { completionMode, completions = 0, backoffLimitPerIndex }: NonNullable<Job['spec']> = { template: {} },
): FieldError[] {
  const errors: FieldError[] = [];
  const parse = (name: string, text: string) => {
    try {
      return parseIndexes(text, completions);
    } catch (error) {
      errors.push(field.invalid(`status.${name}`, text, `error parsing ${name}: ${(error as Error).message}`));
      return [];
    }
  };
  if (completionMode !== 'Indexed') {
    if (completedIndexes !== '') {
      const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
      errors.push(field.invalid('status.completedIndexes', completedIndexes, detail));
    }
    return errors;
  }
  const completed = parse('completedIndexes', completedIndexes);
  if (failedIndexes === undefined) return errors;
  if (backoffLimitPerIndex === undefined) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    return [...errors, field.invalid('status.failedIndexes', failedIndexes, detail)];
  }
  const failed = parse('failedIndexes', failedIndexes);
  const all = new Set([...eachIndex(completed), ...eachIndex(failed)]);
  if (all.size < countIndexes(completed) + countIndexes(failed)) {
    errors.push(field.invalid('status.failedIndexes', failedIndexes, 'failedIndexes and completedIndexes overlap'));
  }
  return errors;
}
