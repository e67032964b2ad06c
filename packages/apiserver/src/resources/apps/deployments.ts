import {
  type Deployment,
  type DeploymentSpec,
  type DeploymentStrategy,
  type FieldError,
  field,
  formatLabelSelector,
  type LabelSelector,
  type PodTemplateSpec,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { isZero, validateAtMostWhole, validateIntOrPercent } from '../../kinds/validation/int-or-percent.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { formerDeployments } from './former-versions.js';
import {
  readyColumn,
  shownStrategy,
  validateCollisionCount,
  validateWorkloadSelector,
  workloadScale,
  workloadWarnings,
} from './workload.js';

export const deployments = defineResource(resources.deployments, {
  strategy: {
    countsGeneration: true,
    defaults: ({ spec }) => defaultPodTemplate(spec.template),
    prepareForCreate: (deployment) => {
      deployment.status = {};
    },
    checks: {
      'spec.selector': (selector: LabelSelector | undefined, { parent }) =>
        validateWorkloadSelector('deployment', selector, (parent as DeploymentSpec).template),
      'spec.template': (template: PodTemplateSpec, { path }) => validateLastingTemplate(path, template, 'ReplicaSet'),
      'spec.strategy': validateStrategy,
      'spec.progressDeadlineSeconds': validateDeadline,
    },
    validateStatusUpdate,
    warnings: workloadWarnings,
  },
  subresources: {
    status: statusSubresource(),
    scale: workloadScale<Deployment>(),
  },
  columns: [
    nameColumn,
    readyColumn,
    {
      name: 'Up-to-date',
      type: 'string',
      description: 'How many Pods are of the current template.',
      cell: ({ status }) => status?.updatedReplicas ?? 0,
    },
    {
      name: 'Available',
      type: 'string',
      description: 'How many Pods have been ready for long enough.',
      cell: ({ status }) => status?.availableReplicas ?? 0,
    },
    ageColumn,
    ...templateColumns<Deployment>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec.selector)),
  ],
  versions: formerDeployments,
});

function validateStrategy({ type, rollingUpdate }: DeploymentStrategy, { path }: Place): FieldError[] {
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return [];
    return [field.forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type !== 'RollingUpdate') {
    return [field.notSupported(path, shownStrategy({ type, rollingUpdate }), ['Recreate', 'RollingUpdate'])];
  }
  const at = `${path}.rollingUpdate`;
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  return [
    ...validateIntOrPercent(`${at}.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${at}.maxSurge`, maxSurge),
    ...(isZero(maxUnavailable) && isZero(maxSurge)
      ? [field.invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...validateAtMostWhole(`${at}.maxUnavailable`, maxUnavailable),
  ];
}

function validateDeadline(deadline: number | undefined, { path, parent }: Place): FieldError[] {
  const { minReadySeconds = 0 } = parent as DeploymentSpec;
  if (deadline === undefined || deadline > minReadySeconds) return [];
  return [field.invalid(path, deadline, 'must be greater than minReadySeconds')];
}

function validateStatusUpdate({ status = {} }: Deployment, { status: old = {} }: Deployment): FieldError[] {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const errors: FieldError[] = [];
  const message = 'cannot be greater than status.replicas';
  if (updatedReplicas > replicas) errors.push(field.invalid('status.updatedReplicas', updatedReplicas, message));
  if (readyReplicas > replicas) errors.push(field.invalid('status.readyReplicas', readyReplicas, message));
  if (availableReplicas > replicas) errors.push(field.invalid('status.availableReplicas', availableReplicas, message));
  if (availableReplicas > readyReplicas) {
    errors.push(field.invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  }
  return [...errors, ...validateCollisionCount(status, old)];
}
