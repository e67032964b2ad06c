import type { PolicyRule } from '@sampan/api';
import { goList } from '../values.js';

export const rulesHeader: readonly string[] = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];

/**
 * Rules as rows of a table, one for each resource: rules are taken apart, those about the same resource put together
 * again, and sorted as Go prints them.
 */
export function ruleRows(rules: readonly PolicyRule[]): string[][] {
  return compactRules(rules.flatMap(breakDown))
    .map((rule) => ({ rule, key: goText(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ rule }) => [
      resourceText(rule),
      goList(rule.nonResourceURLs),
      goList(rule.resourceNames),
      goList(rule.verbs),
    ]);
}

/** One rule for each group, resource, name and verb; one for each URL and verb. */
export function breakDown({
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
  verbs,
}: PolicyRule): PolicyRule[] {
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb): PolicyRule[] => {
        const rule = { apiGroups: [group], resources: [resource], verbs: [verb] };
        return resourceNames.length === 0 ? [rule] : resourceNames.map((name) => ({ ...rule, resourceNames: [name] }));
      }),
    ),
  );
  const ofUrls = nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })));
  return [...ofResources, ...ofUrls];
}

/** Rules about one resource get all its verbs; other rules stay as they are. */
function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs !== undefined) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = simple.get(key);
    if (known === undefined) simple.set(key, { ...rule, verbs: [...rule.verbs] });
    else for (const verb of rule.verbs) if (!known.verbs.includes(verb)) known.verbs.push(verb);
  }
  return [...others, ...simple.values()];
}

function goText(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const lists = { Verbs: verbs, APIGroups: apiGroups, Resources: resources, ResourceNames: resourceNames };
  const fields = Object.entries({ ...lists, NonResourceURLs: nonResourceURLs });
  return `&PolicyRule{${fields.map(([name, list]) => `${name}:${goList(list)},`).join('')}}`;
}

/** `deployments.apps/scale`. */
function resourceText({ apiGroups = [], resources = [] }: PolicyRule): string {
  const [resource] = resources;
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const name = slash === -1 ? resource : resource.slice(0, slash);
  const group = apiGroups[0] ? `.${apiGroups[0]}` : '';
  return `${name}${group}${slash === -1 ? '' : resource.slice(slash)}`;
}
