import type { NamedRuleWithOperations } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { AdmissionRequest } from '../admission-plugin.js';

/** What rules look at. */
export type RuleSubject = Pick<AdmissionRequest, 'operation' | 'requested' | 'subresource' | 'name' | 'server'>;

/** How the rules of a webhook or a policy are met: in the version that they name alone, or also in another of the kind. */
export interface RuleSet {
  readonly rules: readonly NamedRuleWithOperations[];
  /** `Exact` or `Equivalent`. */
  readonly matchPolicy: string;
}

/**
 * The resource in the version in which a request meets one of the rules; undefined: it meets none. That of the request comes
 * first; then, by earlier rules first, another that the rules name.
 */
export function matchRules({ rules, matchPolicy }: RuleSet, request: RuleSubject): ResourceDefinition | undefined {
  const { requested } = request;
  if (rules.some((rule) => matches(rule, request, requested))) return requested;
  if (matchPolicy !== 'Equivalent') return undefined;
  const others = equivalents(request);
  for (const rule of rules) {
    const found = others.find((resource) => matches(rule, request, resource));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The other versions in which what is asked for could have been asked for. */
function equivalents({ requested, subresource, server }: RuleSubject): ResourceDefinition[] {
  return requested.versions.filter(
    (version) =>
      version !== requested &&
      (subresource === '' || Object.hasOwn(version.subresources, subresource)) &&
      server.resources.find(version.group, version.version, version.plural) === version,
  );
}

function matches(
  {
    operations = [],
    apiGroups = [],
    apiVersions = [],
    resources = [],
    resourceNames = [],
    scope,
  }: NamedRuleWithOperations,
  { operation, subresource, name }: RuleSubject,
  resource: ResourceDefinition,
): boolean {
  return (
    includes(operations, operation) &&
    includes(apiGroups, resource.group) &&
    includes(apiVersions, resource.version) &&
    resources.some((named) => namesResource(named, resource.plural, subresource)) &&
    (scope === undefined || scope === '*' || scope === (resource.namespaced ? 'Namespaced' : 'Cluster')) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes('*') || names.includes(name);
}

/** `pods`, `pods/status`, `pods/*`, `*`, `*∕scale`: no subresource is named by none. */
function namesResource(named: string, plural: string, subresource: string): boolean {
  const slash = named.indexOf('/');
  const name = slash === -1 ? named : named.slice(0, slash);
  const below = slash === -1 ? '' : named.slice(slash + 1);
  return (name === '*' || name === plural) && (below === '*' || below === subresource);
}
