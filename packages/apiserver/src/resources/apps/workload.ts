import {
  type FieldError,
  field,
  formatLabelSelector,
  type IntOrString,
  type KubernetesObject,
  type LabelSelector,
  labelSelectorAsSelector,
  type ObjectMeta,
  type PodTemplateSpec,
  type ReplicaSetStatus,
  type ReplicationControllerStatus,
} from '@sampan/api';
import { scaleSubresource } from '../../kinds/scale-subresource.js';
import { isEmptySelector, validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { hostNameWarnings, templateWarnings } from '../pod-spec/warnings.js';

/** The selector of a workload: what it selects must be what its template makes. */
export function validateWorkloadSelector(
  kind: string,
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
): FieldError[] {
  const labels = template?.metadata?.labels;
  const mismatch = field.invalid(
    'spec.template.metadata.labels',
    labels,
    '`selector` does not match template `labels`',
  );
  // No selector selects nothing, and so not the template either.
  if (selector === undefined) return [field.required('spec.selector'), mismatch];
  const errors = validateLabelSelector('spec.selector', selector);
  if (isEmptySelector(selector)) {
    errors.push(field.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  } else if (errors.length > 0) {
    errors.push(field.invalid('spec.selector', selector, 'invalid label selector'));
  } else if (!labelSelectorAsSelector(selector).matches(labels ?? {})) {
    errors.push(mismatch);
  }
  return errors;
}

/** The selector of a DaemonSet, which upstream looks at in an order of its own. */
export function validateOwnSelector(
  kind: string,
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
): FieldError[] {
  const errors = validateLabelSelector('spec.selector', selector);
  const labels = template.metadata?.labels;
  if (errors.length === 0 && !labelSelectorAsSelector(selector).matches(labels ?? {})) {
    errors.push(field.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  if (selector !== undefined && isEmptySelector(selector)) {
    errors.push(field.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  }
  return errors;
}

/** The number of hash collisions that a controller has met: it names what comes next, and so only grows. */
export function validateCollisionCount(status: Collisions = {}, old: Collisions = {}): FieldError[] {
  const { collisionCount = 0 } = status;
  if (old.collisionCount === undefined || collisionCount >= old.collisionCount) return [];
  return [field.invalid('status.collisionCount', collisionCount, 'cannot be decremented')];
}

interface Collisions {
  collisionCount?: number;
}

/** The counts of a ReplicaSet's or ReplicationController's status: none is greater than that of which it is a part. */
export function validateReplicaCounts(
  status: ReplicaSetStatus | ReplicationControllerStatus | undefined,
): FieldError[] {
  if (status === undefined) return [];
  const { replicas = 0, fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const errors: FieldError[] = [];
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

/** A strategy as messages show it: under the names that it has within Kubernetes. */
export function shownStrategy({ type, rollingUpdate }: UpdateStrategy): unknown {
  const { maxUnavailable = null, maxSurge = null } = rollingUpdate ?? {};
  const shown = rollingUpdate === undefined ? null : { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge };
  return { Type: type, RollingUpdate: shown };
}

interface UpdateStrategy {
  type?: string | undefined;
  rollingUpdate?: { maxUnavailable?: IntOrString; maxSurge?: IntOrString } | undefined;
}

/** The warnings of a workload's template, and of a name that is to become part of host names. */
export function workloadWarnings(workload: Workload, old?: Workload): string[] {
  const names = old === undefined ? hostNameWarnings(workload.metadata, 'Pod names and hostnames') : [];
  return [...names, ...templateWarnings('spec.template', workload.spec.template, old?.spec.template)];
}

interface Workload {
  metadata: ObjectMeta;
  spec: { template?: PodTemplateSpec };
}

/** The scale of a workload that selects its Pods by a label selector. */
export function workloadScale<T extends Scaled>() {
  return scaleSubresource<T>({
    replicas: ({ spec }) => spec.replicas ?? 1,
    withReplicas: (workload, replicas) => ({ ...workload, spec: { ...workload.spec, replicas } }),
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => scaleSelector(spec.selector),
  });
}

export const readyColumn = {
  name: 'Ready',
  type: 'string',
  description: 'How many of the wanted Pods are ready.',
  cell: ({ spec, status }: Scaled) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
} as const;

interface Scaled extends KubernetesObject {
  spec: { replicas?: number; selector?: LabelSelector };
  status?: { replicas?: number; readyReplicas?: number };
}

/** The selector as `autoscaling/v1 Scale` shows it. */
function scaleSelector(selector: LabelSelector | undefined): string {
  const text = formatLabelSelector(selector);
  return text.startsWith('<') ? '' : text;
}
