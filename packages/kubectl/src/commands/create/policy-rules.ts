import type { Context } from '../../framework/context.js';
import { PlainError } from '../../framework/errors.js';
import { NoTypeMatch } from '../../framework/no-match.js';
import type { TypeMapper } from '../../framework/type-mapper.js';

/** A rule of a role: fields in the order of the type. */
export interface Rule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

const knownVerbs = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
  '*',
];

/** The verbs of `--verb`, each once; `*` stands for all. */
export function parseVerbs(given: readonly string[]): string[] {
  const verbs = [...new Set(given.map((verb) => verb.trim()).filter((verb) => verb !== ''))];
  return verbs.includes('*') ? ['*'] : verbs;
}

/** Says which verbs no server knows; they are kept nevertheless. */
export function warnOfVerbs(verbs: readonly string[], warn: (line: string) => void): void {
  for (const verb of verbs) {
    if (!knownVerbs.includes(verb)) warn(`Warning: '${verb}' is not a standard resource verb`);
  }
}

/** The rules for `--resource` values (`TYPE[.GROUP][/SUBRESOURCE]`): one for each API group. */
export async function resourceRules(
  context: Context,
  { verbs, given, resourceNames }: { verbs: string[]; given: readonly string[]; resourceNames: readonly string[] },
): Promise<Rule[]> {
  const byGroup = new Map<string, string[]>();
  const mapper = await context.types();
  for (const { resource, group, subresource } of given.map(parseResource)) {
    const type =
      resource === '*'
        ? { group, plural: '*' }
        : await typeOf(mapper, group === '' ? resource : `${resource}.${group}`);
    const text = subresource === '' ? type.plural : `${type.plural}/${subresource}`;
    const known = byGroup.get(type.group) ?? [];
    if (!known.includes(text)) byGroup.set(type.group, [...known, text]);
  }
  return [...byGroup]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) => ({
      verbs,
      apiGroups: [group],
      resources,
      ...(resourceNames.length > 0 && { resourceNames: [...new Set(resourceNames)] }),
    }));
}

/** kubectl words this one without its usual `error: `. */
async function typeOf(mapper: TypeMapper, name: string) {
  try {
    return await mapper.byName(name);
  } catch (error) {
    throw error instanceof NoTypeMatch ? new PlainError(error.message) : error;
  }
}

function parseResource(text: string): { resource: string; group: string; subresource: string } {
  const slash = text.indexOf('/');
  const named = slash === -1 ? text : text.slice(0, slash);
  const [resource = '', ...group] = named.split('.');
  return { resource, group: group.join('.'), subresource: slash === -1 ? '' : text.slice(slash + 1) };
}
