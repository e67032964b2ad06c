import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../generated/types.js';
import type { KubernetesObject } from '../kubernetes-object.js';
import type { QuotaEvaluator } from './quota-evaluator.js';

/** All that a quota says of the objects that it counts: its scopes, and its scope selector. */
export function quotaScopes({ spec }: Pick<ResourceQuota, 'spec'>): ScopedResourceSelectorRequirement[] {
  const scopes = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...scopes, ...(spec?.scopeSelector?.matchExpressions ?? [])];
}

/** Whether a quota counts an object of the evaluator's resource. */
export function quotaCounts(
  quota: Pick<ResourceQuota, 'spec'>,
  evaluator: QuotaEvaluator,
  object: KubernetesObject,
): boolean {
  return quotaScopes(quota).every((scope) => evaluator.isInScope(object, scope));
}

/** Whether what a scope looks at is as it says; undefined or empty: there is nothing. */
export function matchesValue({ operator, values = [] }: ScopedResourceSelectorRequirement, value = ''): boolean {
  switch (operator) {
    case 'Exists':
      return value !== '';
    case 'DoesNotExist':
      return value === '';
    case 'In':
      return value !== '' && values.includes(value);
    case 'NotIn':
      return value === '' || !values.includes(value);
    default:
      return false;
  }
}
