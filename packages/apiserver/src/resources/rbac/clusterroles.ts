import { type ClusterRole, type FieldError, field, resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { formerRoles } from './former-versions.js';
import { validateRule } from './rules.js';

export const clusterroles = defineResource(resources.clusterRoles, {
  strategy: {
    nameRule: () => [],
    createOnUpdate: true,
    checks: { 'rules[].nonResourceURLs': validateRule, aggregationRule: validateAggregation },
  },
  versions: formerRoles,
});

function validateAggregation(aggregation: ClusterRole['aggregationRule']): FieldError[] {
  if (aggregation === undefined) return [];
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregation.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    return [field.required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, index) => validateLabelSelector(`${path}[${index}]`, selector));
}
