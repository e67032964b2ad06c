import {
  type FieldError,
  field,
  formatLabelSelector,
  type LabelSelector,
  labelSelectorAsSelector,
  type ObjectMeta,
  type PodTemplateSpec,
} from '@sampan/api';
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

/** The warnings of a workload's template, and of a name that is to become part of host names. */
export function workloadWarnings(workload: Workload, old?: Workload): string[] {
  const names = old === undefined ? hostNameWarnings(workload.metadata, 'Pod names and hostnames') : [];
  return [...names, ...templateWarnings('spec.template', workload.spec.template, old?.spec.template)];
}

interface Workload {
  metadata: ObjectMeta;
  spec: { template?: PodTemplateSpec };
}

/** The selector as `autoscaling/v1 Scale` shows it. */
export function scaleSelector(selector: LabelSelector | undefined): string {
  const text = formatLabelSelector(selector);
  return text.startsWith('<') ? '' : text;
}
