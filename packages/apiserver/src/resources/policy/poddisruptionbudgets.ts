import {
  type FieldError,
  field,
  type IntOrString,
  type LabelSelector,
  type PodDisruptionBudgetSpec,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateAtMostWhole, validateIntOrPercent } from '../../kinds/validation/int-or-percent.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { formerBudgets } from './former-budgets.js';

export const poddisruptionbudgets = defineResource(resources.podDisruptionBudgets, {
  strategy: {
    countsGeneration: true,
    prepareForCreate: (budget) => {
      budget.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    },
    checks: {
      spec: validateOneLimit,
      'spec.minAvailable': validateShare,
      'spec.maxUnavailable': validateShare,
      'spec.selector': (selector: LabelSelector | undefined, { path }) => validateLabelSelector(path, selector),
    },
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Min Available',
      type: 'string',
      description: 'How many Pods must be available.',
      cell: ({ spec }) => shownShare(spec?.minAvailable),
    },
    {
      name: 'Max Unavailable',
      type: 'string',
      description: 'How many Pods may be missing.',
      cell: ({ spec }) => shownShare(spec?.maxUnavailable),
    },
    countColumn('Allowed Disruptions', 'How many Pods may be evicted now.', ({ status }) => status?.disruptionsAllowed),
    ageColumn,
  ],
  versions: formerBudgets,
});

function validateOneLimit(spec: PodDisruptionBudgetSpec | undefined, { path }: Place): FieldError[] {
  const { minAvailable, maxUnavailable, selector = null, unhealthyPodEvictionPolicy = null } = spec ?? {};
  if (minAvailable === undefined || maxUnavailable === undefined) return [];
  // Messages show it under the names that it has within Kubernetes.
  const shown = {
    ...{ MinAvailable: minAvailable, Selector: selector, MaxUnavailable: maxUnavailable },
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
  };
  return [field.invalid(path, shown, 'minAvailable and maxUnavailable cannot be both set')];
}

function validateShare(share: IntOrString | undefined, { path }: Place): FieldError[] {
  return [...validateIntOrPercent(path, share), ...validateAtMostWhole(path, share)];
}

function shownShare(share: IntOrString | undefined): string {
  return share === undefined ? 'N/A' : String(share);
}
