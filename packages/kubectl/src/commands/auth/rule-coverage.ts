import type { PolicyRule } from '@sampan/api';
import { breakDown } from '../../describers/parts/policy-rules.js';

/** What `wanted` allows and `granted` does not, one rule for each action. */
export function uncovered(granted: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !granted.some((grant) => covers(grant, rule)));
}

function covers(grant: PolicyRule, rule: PolicyRule): boolean {
  if (!includes(grant.verbs, rule.verbs[0])) return false;
  const [url] = rule.nonResourceURLs ?? [];
  if (url !== undefined) return (grant.nonResourceURLs ?? []).some((pattern) => coversUrl(pattern, url));
  return (
    includes(grant.apiGroups, rule.apiGroups?.[0]) &&
    coversResource(grant.resources ?? [], rule.resources?.[0] ?? '') &&
    coversName(grant.resourceNames ?? [], rule.resourceNames?.[0])
  );
}

function includes(values: readonly string[] = [], value: string | undefined): boolean {
  return values.includes('*') || (value !== undefined && values.includes(value));
}

function coversUrl(pattern: string, url: string): boolean {
  return pattern === '*' || pattern === url || (pattern.endsWith('*') && url.startsWith(pattern.slice(0, -1)));
}

/** A subresource is also covered by itself on every resource. */
function coversResource(granted: readonly string[], resource: string): boolean {
  const slash = resource.indexOf('/');
  return includes(granted, resource) || (slash !== -1 && granted.includes(`*${resource.slice(slash)}`));
}

/** No names mean all names. */
function coversName(granted: readonly string[], name: string | undefined): boolean {
  return granted.length === 0 || (name !== undefined && granted.includes(name));
}
