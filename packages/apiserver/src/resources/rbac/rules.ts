import { type FieldError, field, type PolicyRule } from '@sampan/api';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** The rules of a role; those of a namespace's role cannot speak of paths. */
export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, index) => validateRule(`rules[${index}]`, rule, namespaced));
}

function validateRule(path: string, rule: PolicyRule, namespaced: boolean): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(field.required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced)
      errors.push(field.invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      errors.push(
        field.invalid(at, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'),
      );
    }
    return errors;
  }
  if (apiGroups.length === 0) {
    errors.push(field.required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(field.required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}
