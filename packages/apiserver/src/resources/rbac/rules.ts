import { type FieldError, field, type PolicyRule } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** A rule is of resources or of paths. */
export function validateRule(paths: string[] = [], { path, parent }: Place): FieldError[] {
  const { apiGroups = [], resources = [], resourceNames = [] } = parent as PolicyRule;
  if (paths.length > 0) {
    if (apiGroups.length + resources.length + resourceNames.length === 0) return [];
    return [field.invalid(path, paths, 'rules cannot apply to both regular resources and non-resource URLs')];
  }
  const beside = (name: string) => path.replace(/nonResourceURLs$/, name);
  const errors: FieldError[] = [];
  if (apiGroups.length === 0) {
    errors.push(field.required(beside('apiGroups'), 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(field.required(beside('resources'), 'resource rules must supply at least one resource'));
  }
  return errors;
}

/** Those of a namespace's role cannot be of paths. */
export function validateNamespacedRule(paths: string[] = [], place: Place): FieldError[] {
  const refused = field.invalid(place.path, paths, 'namespaced rules cannot apply to non-resource URLs');
  return [...(paths.length > 0 ? [refused] : []), ...validateRule(paths, place)];
}
