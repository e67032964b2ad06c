import { type FieldError, field, type PriorityClass, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { optionalChoice } from '../../kinds/validation/messages.js';

/** Priorities above this are the system's own. */
const highestUserPriority = 1_000_000_000;

const systemPrefix = 'system-';
/** The classes that exist from the start. */
export const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

export const priorityclasses = defineResource(resources.priorityClasses, {
  strategy: {
    countsGeneration: true,
    defaults: (priorityClass) => {
      priorityClass.value ??= 0;
      priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
    },
    validate,
    validateUpdate,
  },
  columns: [
    nameColumn,
    {
      name: 'Value',
      type: 'integer',
      description: 'The priority of Pods of the class.',
      cell: ({ value }) => value ?? 0,
    },
    {
      name: 'Global-Default',
      type: 'boolean',
      description: 'Whether Pods without a class are of this one.',
      cell: ({ globalDefault }) => globalDefault ?? false,
    },
    ageColumn,
    {
      name: 'PreemptionPolicy',
      type: 'string',
      description: 'Whether Pods of the class push others out.',
      cell: ({ preemptionPolicy }) => preemptionPolicy ?? '',
    },
  ],
});

function validate({ metadata, value = 0, globalDefault, preemptionPolicy }: PriorityClass): FieldError[] {
  const { name = '' } = metadata;
  const errors: FieldError[] = [];
  if (name.startsWith(systemPrefix)) {
    if (systemPriorities[name] !== value || globalDefault === true) {
      const detail = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
      errors.push(field.forbidden('metadata.name', detail));
    }
  } else if (value > highestUserPriority) {
    const detail = `maximum allowed value of a user defined priority is ${highestUserPriority}`;
    errors.push(field.forbidden('value', detail));
  }
  return [...errors, ...optionalChoice('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])];
}

/** Pods carry the value that their class had when they were created: it is not to drift. */
function validateUpdate(priorityClass: PriorityClass, old: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  if (priorityClass.value !== old.value) errors.push(field.forbidden('value', 'may not be changed in an update.'));
  if (priorityClass.preemptionPolicy !== old.preemptionPolicy) {
    errors.push(field.invalid('preemptionPolicy', priorityClass.preemptionPolicy, 'field is immutable'));
  }
  return errors;
}
