import { type FieldError, field, resources, type V2HorizontalPodAutoscaler } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { defaultBehavior, validateBehavior } from './behavior.js';
import { firstVersion } from './first-version.js';
import { formatMetrics } from './format-metrics.js';
import { formerAutoscalers } from './former-versions.js';
import { validateMetrics, validateReference } from './validate-metrics.js';

export const horizontalpodautoscalers = defineResource(resources.horizontalPodAutoscalers, {
  strategy: {
    defaults: setDefaults,
    prepareForCreate: (autoscaler) => {
      // Go writes a list that is nil as null.
      autoscaler.status = { currentMetrics: null as never, desiredReplicas: 0 };
    },
    validate: validateSpec,
  },
  subresources: { status: statusSubresource() },
  versions: { 'autoscaling/v1': firstVersion, ...formerAutoscalers },
  columns: [
    nameColumn,
    {
      name: 'Reference',
      type: 'string',
      description: 'What is scaled.',
      cell: ({ spec }) => `${spec.scaleTargetRef?.kind}/${spec.scaleTargetRef?.name}`,
    },
    { name: 'Targets', type: 'string', description: 'What is measured, and what it should be.', cell: formatMetrics },
    {
      name: 'MinPods',
      type: 'string',
      description: 'The fewest Pods that there may be.',
      cell: ({ spec }) => (spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas)),
    },
    {
      name: 'MaxPods',
      type: 'string',
      description: 'The most Pods that there may be.',
      cell: ({ spec }) => spec.maxReplicas,
    },
    {
      name: 'Replicas',
      type: 'string',
      description: 'How many Pods there are.',
      cell: ({ status }) => status?.currentReplicas ?? 0,
    },
    ageColumn,
  ],
});

function setDefaults({ spec }: V2HorizontalPodAutoscaler): void {
  if (spec.metrics === undefined || spec.metrics.length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  defaultBehavior(spec.behavior);
}

function validateSpec({ spec }: V2HorizontalPodAutoscaler): FieldError[] {
  const { minReplicas = 1, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  const errors: FieldError[] = [];
  if (minReplicas < 1) {
    errors.push(field.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (maxReplicas < 1) errors.push(field.required('spec.maxReplicas', 'must be set and greater than 0'));
  if (maxReplicas < minReplicas) {
    errors.push(field.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateReference('spec.scaleTargetRef', scaleTargetRef, { mayBeCore: false }));
  errors.push(...validateMetrics('spec.metrics', metrics));
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(field.forbidden('spec.metrics', detail));
  }
  return [...errors, ...validateBehavior('spec.behavior', behavior)];
}
