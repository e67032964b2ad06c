import { type FieldError, field, Quantity, type ResourceQuota, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateAmounts, validateScopeSelector, validateScopes } from './validate-quota.js';

/** How much of everything a namespace may have; `status` says how much it has. */
export const resourcequotas = defineResource(resources.resourceQuotas, {
  strategy: {
    prepareForCreate: (quota) => {
      quota.status = {};
    },
    checks: {
      'spec.hard': (hard, { path }) => validateAmounts(path, hard),
      'spec.scopes': (_scopes, { path, object }) => validateScopes(path, object as ResourceQuota),
      'spec.scopeSelector': (_selector, { path, object }) => validateScopeSelector(path, object as ResourceQuota),
      'status.hard': (hard, { path }) => validateAmounts(path, hard),
      'status.used': (used, { path }) => validateAmounts(path, used),
    },
    validateUpdate,
    returnsDeleted: true,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Request',
      type: 'string',
      description: 'What is taken and what there may be of what is requested or counted.',
      cell: (quota) => usageText(quota, (name) => !name.startsWith('limits.')),
    },
    {
      name: 'Limit',
      type: 'string',
      description: 'What is taken and what there may be of what is limited.',
      cell: (quota) => usageText(quota, (name) => name.startsWith('limits.')),
    },
    ageColumn,
  ],
});

/** What a quota counts cannot change: what it has counted would be wrong. */
function validateUpdate({ spec }: ResourceQuota, { spec: old }: ResourceQuota): FieldError[] {
  const [scopes, before] = [new Set(spec?.scopes), new Set(old?.scopes)];
  if (scopes.size === before.size && [...scopes].every((scope) => before.has(scope))) return [];
  return [field.invalid('spec.scopes', spec?.scopes ?? null, 'field is immutable')];
}

/** `pods: 1/5, requests.cpu: 100m/1`. */
function usageText({ status }: ResourceQuota, isShown: (name: string) => boolean): string {
  const names = Object.keys(status?.hard ?? {}).filter(isShown);
  const amounts = names.sort().map((name) => {
    return `${name}: ${status?.used?.[name] ?? Quantity.zero}/${status?.hard?.[name]}`;
  });
  return amounts.join(', ');
}
