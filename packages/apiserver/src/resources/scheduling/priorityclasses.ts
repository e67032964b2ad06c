import { type FieldError, field, type PriorityClass, resources } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';

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
    checks: { value: validateValue },
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
  versions: {
    'scheduling.k8s.io/v1beta1': { lifecycle: { introduced: '1.11', deprecated: '1.14', removed: '1.22' } },
    'scheduling.k8s.io/v1alpha1': { lifecycle: { introduced: '1.8', deprecated: '1.14', removed: '1.22' } },
  },
});

function validateValue(value: number, { object }: Place): FieldError[] {
  const { metadata, globalDefault } = object as PriorityClass;
  const { name = '' } = metadata;
  if (name.startsWith(systemPrefix)) {
    if (systemPriorities[name] === value && globalDefault !== true) return [];
    const detail = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
    return [field.forbidden('metadata.name', detail)];
  }
  if (value <= highestUserPriority) return [];
  return [field.forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`)];
}

/** Pods carry the value that their class had when they were created: it is not to drift. */
function validateUpdate({ value }: PriorityClass, old: PriorityClass): FieldError[] {
  return value === old.value ? [] : [field.forbidden('value', 'may not be changed in an update.')];
}
