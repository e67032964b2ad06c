import type { PolicyRule } from '@sampan/api';
import type { Attributes } from './authorizer.js';

/** A rule of a role, made fast to ask. `undefined` sets stand for everything. */
export interface CompiledRule {
  readonly verbs: ReadonlySet<string> | undefined;
  readonly groups: ReadonlySet<string> | undefined;
  /** `pods`, `pods/log`; a star before the slash: that subresource of anything. */
  readonly resources: ReadonlySet<string> | undefined;
  /** Empty: every name. */
  readonly names: ReadonlySet<string>;
  /** Whole paths, and beginnings of paths (`/api/*`). */
  readonly paths: ReadonlySet<string>;
  readonly pathPrefixes: readonly string[];
}

export function compileRule(rule: PolicyRule): CompiledRule {
  const urls = rule.nonResourceURLs ?? [];
  return {
    verbs: setOrAll(rule.verbs),
    groups: setOrAll(rule.apiGroups),
    resources: setOrAll(rule.resources),
    names: new Set(rule.resourceNames),
    paths: new Set(urls.filter((url) => !url.endsWith('*'))),
    pathPrefixes: urls.filter((url) => url.endsWith('*')).map((url) => url.slice(0, -1).replace(/\*+$/, '')),
  };
}

/** Whether the rule allows what is asked for (`RuleAllows` of kube-apiserver's RBAC authorizer). */
export function ruleAllows(rule: CompiledRule, attributes: Attributes, combinedResource: string): boolean {
  if (rule.verbs !== undefined && !rule.verbs.has(attributes.verb)) return false;
  return attributes.resourceRequest
    ? resourceAllowed(rule, attributes, combinedResource)
    : rule.paths.has(attributes.path) || rule.pathPrefixes.some((prefix) => attributes.path.startsWith(prefix));
}

function resourceAllowed(
  rule: CompiledRule,
  { group, subresource, name }: Attributes,
  combinedResource: string,
): boolean {
  if (rule.groups !== undefined && !rule.groups.has(group)) return false;
  if (rule.resources !== undefined && !rule.resources.has(combinedResource)) {
    if (subresource === '' || !rule.resources.has(`*/${subresource}`)) return false;
  }
  return rule.names.size === 0 || rule.names.has(name);
}

/** What is missing is nothing; a `*` among the values is everything. */
function setOrAll(values: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return values?.includes('*') ? undefined : new Set(values);
}
