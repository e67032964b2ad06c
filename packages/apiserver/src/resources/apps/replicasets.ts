import { type FieldError, field, formatLabelSelector, type ReplicaSet, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { scaleSubresource } from '../../kinds/scale-subresource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { validateNonNegative } from '../../kinds/validation/numbers.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { emptyTemplate, scaleSelector, validateWorkloadSelector, workloadWarnings } from './workload.js';

export const replicasets = defineResource(resources.replicaSets, {
  strategy: {
    countsGeneration: true,
    defaults,
    prepareForCreate: (replicaSet) => {
      replicaSet.status = { replicas: 0 };
    },
    validate,
    validateUpdate: ({ spec }, { spec: old }) => validateImmutable('spec.selector', spec.selector, old.selector),
    validateStatusUpdate,
    warnings: workloadWarnings,
  },
  subresources: {
    status: statusSubresource(),
    scale: scaleSubresource<ReplicaSet>({
      replicas: ({ spec }) => spec.replicas ?? 1,
      withReplicas: (replicaSet, replicas) => ({ ...replicaSet, spec: { ...replicaSet.spec, replicas } }),
      statusReplicas: ({ status }) => status?.replicas ?? 0,
      selector: ({ spec }) => scaleSelector(spec.selector),
    }),
  },
  columns: [
    nameColumn,
    {
      name: 'Desired',
      type: 'integer',
      description: 'How many Pods are wanted.',
      cell: ({ spec }) => spec.replicas ?? 1,
    },
    {
      name: 'Current',
      type: 'integer',
      description: 'How many Pods there are.',
      cell: ({ status }) => status?.replicas ?? 0,
    },
    {
      name: 'Ready',
      type: 'integer',
      description: 'How many Pods are ready.',
      cell: ({ status }) => status?.readyReplicas ?? 0,
    },
    ageColumn,
    ...templateColumns<ReplicaSet>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec.selector)),
  ],
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
});

function defaults(replicaSet: ReplicaSet): void {
  replicaSet.spec ??= { selector: undefined as never };
  const { spec } = replicaSet;
  spec.template ??= emptyTemplate();
  defaultPodTemplate(spec.template);
  spec.replicas ??= 1;
}

function validate({ spec }: ReplicaSet): FieldError[] {
  return [
    ...validateNonNegative('spec.replicas', spec.replicas),
    ...validateNonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateWorkloadSelector('deployment', spec.selector, spec.template),
    ...validateLastingTemplate('spec.template', spec.template ?? emptyTemplate(), 'ReplicaSet'),
  ];
}

const counts = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'observedGeneration',
] as const;

function validateStatusUpdate({ status }: ReplicaSet): FieldError[] {
  if (status === undefined) return [];
  const { replicas = 0, fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const errors = counts.flatMap((name) => validateNonNegative(`status.${name}`, status[name]));
  const message = 'cannot be greater than status.replicas';
  if (fullyLabeledReplicas > replicas)
    errors.push(field.invalid('status.fullyLabeledReplicas', fullyLabeledReplicas, message));
  if (readyReplicas > replicas) errors.push(field.invalid('status.readyReplicas', readyReplicas, message));
  if (availableReplicas > replicas) errors.push(field.invalid('status.availableReplicas', availableReplicas, message));
  if (availableReplicas > readyReplicas) {
    errors.push(field.invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  }
  return errors;
}
