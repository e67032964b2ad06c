import type { PolicyRule } from '@sampan/api';

/**
 * What of `wanted` is not covered by `held`, broken down to single verbs, groups, resources and names: empty when
 * whoever holds `held` may hand out `wanted`.
 */
export function uncoveredRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !held.some((owner) => coversOne(owner, rule)));
}

/** Puts rules together again that differ in their verbs alone. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const compact = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    const key = JSON.stringify(rest);
    const known = compact.get(key);
    if (known === undefined) compact.set(key, { ...rest, verbs: [...verbs] });
    else known.verbs.push(...verbs.filter((verb) => !known.verbs.includes(verb)));
  }
  return [...compact.values()];
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}`. */
export function describeRule(rule: PolicyRule): string {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.filter(([, values]) => (values ?? []).length > 0);
  return `{${shown.map(([name, values = []]) => `${name}:${describeList(values)}`).join(', ')}}`;
}

/** A list as Go's `%q` prints it: `["a" "b"]`. */
export function describeList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}

function breakDown({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): PolicyRule[] {
  const single: PolicyRule[] = [];
  for (const verb of verbs) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        const rule = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) single.push(rule);
        else for (const name of resourceNames) single.push({ ...rule, resourceNames: [name] });
      }
    }
    for (const url of nonResourceURLs) single.push({ nonResourceURLs: [url], verbs: [verb] });
  }
  return single;
}

/** Whether `owner` allows the one thing that `rule` does. */
function coversOne(owner: PolicyRule, rule: PolicyRule): boolean {
  if (!includes(owner.verbs, rule.verbs[0] ?? '')) return false;
  const url = rule.nonResourceURLs?.[0];
  if (url !== undefined) return (owner.nonResourceURLs ?? []).some((pattern) => coversUrl(pattern, url));
  const [name] = rule.resourceNames ?? [];
  const names = owner.resourceNames ?? [];
  return (
    includes(owner.apiGroups, rule.apiGroups?.[0] ?? '') &&
    coversResource(owner.resources ?? [], rule.resources?.[0] ?? '') &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

function includes(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes('*') || values.includes(value));
}

function coversResource(resources: readonly string[], resource: string): boolean {
  if (resources.includes('*') || resources.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash !== -1 && resources.includes(`*${resource.slice(slash)}`);
}

function coversUrl(pattern: string, url: string): boolean {
  return pattern === url || (pattern.endsWith('*') && url.startsWith(pattern.slice(0, -1)));
}
