import { type FieldError, field, type NamedRuleWithOperations } from '@sampan/api';
import { optionalChoice } from '../../../kinds/validation/messages.js';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

/** Which requests a webhook or a policy cares about (`validateRuleWithOperations`). */
export function validateRule(path: string, rule: NamedRuleWithOperations): FieldError[] {
  const { apiVersions = [], scope } = rule;
  return [
    ...validateNames(`${path}.operations`, rule.operations, 'operations'),
    ...(rule.operations ?? []).flatMap((operation, index) =>
      optionalChoice(`${path}.operations[${index}]`, operation, operations),
    ),
    ...validateNames(`${path}.apiGroups`, rule.apiGroups, 'API groups'),
    ...validateNames(`${path}.apiVersions`, rule.apiVersions, 'API versions'),
    ...apiVersions.flatMap((version, index) =>
      version === '' ? [field.required(`${path}.apiVersions[${index}]`)] : [],
    ),
    ...validateResources(`${path}.resources`, rule.resources ?? []),
    ...optionalChoice(`${path}.scope`, scope, scopes),
  ];
}

/** There is one, and beside all there is no other. */
function validateNames(path: string, names: readonly string[] = [], what: string): FieldError[] {
  if (names.length === 0) return [field.required(path)];
  if (names.length === 1 || !names.includes('*')) return [];
  return [field.invalid(path, names, `if '*' is present, must not specify other ${what}`)];
}

function validateResources(path: string, resources: readonly string[]): FieldError[] {
  if (resources.length === 0) return [field.required(path)];
  const errors: FieldError[] = [];
  const withAllBelow = new Set<string>();
  const belowAll = new Set<string>();
  let namesWhole = false;
  for (const [index, resource] of resources.entries()) {
    const at = `${path}[${index}]`;
    if (resource === '') {
      errors.push(field.required(at));
      continue;
    }
    const slash = resource.indexOf('/');
    if (slash === -1) {
      namesWhole = resource !== '*';
      continue;
    }
    const [name, below] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const refuse = (all: string) => {
      errors.push(field.invalid(at, resource, `if '${all}' is present, must not specify ${resource}`));
    };
    if (withAllBelow.has(name)) refuse(`${name}/*`);
    if (belowAll.has(below)) refuse(`*/${below}`);
    if (below === '*') withAllBelow.add(name);
    if (name === '*') belowAll.add(below);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(field.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && namesWhole) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(field.invalid(path, resources, detail));
  }
  return errors;
}
