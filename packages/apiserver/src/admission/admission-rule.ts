import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { AdmissionOperation, AdmissionRule } from './admission-plugin.js';

/** A kind of request: all requests of one kind meet the same plugins. */
export interface RequestKind {
  readonly operation: AdmissionOperation;
  readonly resource: Pick<ResourceDefinition, 'group' | 'plural'>;
  readonly subresource: string;
}

export function matchesRule(rule: AdmissionRule, { operation, resource, subresource }: RequestKind): boolean {
  return (
    rule.operations.includes(operation) &&
    includesOrAll(rule.resources, resourceName(resource)) &&
    (subresource === ''
      ? (rule.subresources ?? itself).includes('')
      : includesOrAll(rule.subresources ?? itself, subresource))
  );
}

const itself: readonly string[] = [''];

/** `pods`, `roles.rbac.authorization.k8s.io`. */
export function resourceName({ group, plural }: RequestKind['resource']): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function includesOrAll(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes('*');
}
