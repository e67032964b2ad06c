import {
  type Deployment,
  type DeploymentStrategy,
  type FieldError,
  field,
  formatLabelSelector,
  resources,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { scaleSubresource } from '../../kinds/scale-subresource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { isZero, validateAtMostWhole, validateIntOrPercent } from '../../kinds/validation/int-or-percent.js';
import { validateNonNegative } from '../../kinds/validation/numbers.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { emptyTemplate, scaleSelector, validateWorkloadSelector, workloadWarnings } from './workload.js';

export const deployments = defineResource(resources.deployments, {
  strategy: {
    countsGeneration: true,
    defaults,
    prepareForCreate: (deployment) => {
      deployment.status = {};
    },
    validate,
    validateUpdate: ({ spec }, { spec: old }) => validateImmutable('spec.selector', spec.selector, old.selector),
    validateStatusUpdate,
    warnings: workloadWarnings,
  },
  subresources: {
    status: statusSubresource(),
    scale: scaleSubresource<Deployment>({
      replicas: ({ spec }) => spec.replicas ?? 1,
      withReplicas: (deployment, replicas) => ({ ...deployment, spec: { ...deployment.spec, replicas } }),
      statusReplicas: ({ status }) => status?.replicas ?? 0,
      selector: ({ spec }) => scaleSelector(spec.selector),
    }),
  },
  columns: [
    nameColumn,
    {
      name: 'Ready',
      type: 'string',
      description: 'How many of the wanted Pods are ready.',
      cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    },
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
});

function defaults(deployment: Deployment): void {
  deployment.spec ??= { selector: undefined as never, template: emptyTemplate() };
  const { spec } = deployment;
  spec.template ??= emptyTemplate();
  defaultPodTemplate(spec.template);
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.strategy ??= {};
  defaultStrategy(spec.strategy);
}

function defaultStrategy(strategy: DeploymentStrategy): void {
  strategy.type ||= 'RollingUpdate';
  if (strategy.type !== 'RollingUpdate') return;
  strategy.rollingUpdate ??= {};
  strategy.rollingUpdate.maxUnavailable ??= '25%';
  strategy.rollingUpdate.maxSurge ??= '25%';
}

function validate({ spec }: Deployment): FieldError[] {
  const { progressDeadlineSeconds, minReadySeconds = 0 } = spec;
  const errors = [
    ...validateNonNegative('spec.replicas', spec.replicas),
    ...validateWorkloadSelector('deployment', spec.selector, spec.template),
    ...validateLastingTemplate('spec.template', spec.template, 'ReplicaSet'),
    ...validateStrategy('spec.strategy', spec.strategy ?? {}),
    ...validateNonNegative('spec.minReadySeconds', minReadySeconds),
    ...validateNonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateNonNegative('spec.progressDeadlineSeconds', progressDeadlineSeconds),
  ];
  if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds) {
    errors.push(
      field.invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds'),
    );
  }
  return errors;
}

function validateStrategy(path: string, { type, rollingUpdate }: DeploymentStrategy): FieldError[] {
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return [];
    return [field.forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type !== 'RollingUpdate') {
    // Shown under the names that the strategy has within Kubernetes.
    const shown = {
      Type: type,
      RollingUpdate:
        rollingUpdate === undefined
          ? null
          : { MaxUnavailable: rollingUpdate.maxUnavailable ?? null, MaxSurge: rollingUpdate.maxSurge ?? null },
    };
    return [field.notSupported(path, shown, ['Recreate', 'RollingUpdate'])];
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

const counts = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'] as const;

function validateStatusUpdate({ status = {} }: Deployment, { status: old = {} }: Deployment): FieldError[] {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const errors = counts.flatMap((name) => validateNonNegative(`status.${name}`, status[name]));
  const message = 'cannot be greater than status.replicas';
  if (updatedReplicas > replicas) errors.push(field.invalid('status.updatedReplicas', updatedReplicas, message));
  if (readyReplicas > replicas) errors.push(field.invalid('status.readyReplicas', readyReplicas, message));
  if (availableReplicas > replicas) errors.push(field.invalid('status.availableReplicas', availableReplicas, message));
  if (availableReplicas > readyReplicas) {
    errors.push(field.invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  }
  if (old.collisionCount !== undefined && (status.collisionCount ?? 0) < old.collisionCount) {
    errors.push(field.invalid('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented'));
  }
  return errors;
}
