import type {
  FlowcontrolV1Subject,
  FlowSchema,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
} from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { RequestInfo } from '../pipeline/request-info.js';

/** A FlowSchema, made fast to ask. */
export interface CompiledSchema {
  readonly name: string;
  readonly uid: string;
  readonly precedence: number;
  /** The level by which its requests are limited. */
  readonly level: string;
  matches(user: User, info: RequestInfo): boolean;
  /** What tells its requests apart. */
  distinguisher(user: User, info: RequestInfo): string;
}

export function compileSchema({ metadata, spec }: FlowSchema): CompiledSchema {
  const { rules = [], distinguisherMethod, matchingPrecedence = 1000, priorityLevelConfiguration } = spec ?? {};
  const { name = '', uid = '' } = metadata;
  const matchers = rules.map(compileRules);
  return {
    ...{ name, uid, precedence: matchingPrecedence, level: priorityLevelConfiguration?.name ?? '' },
    matches: (user, info) => matchers.some((matches) => matches(user, info)),
    distinguisher: distinguishers[distinguisherMethod?.type ?? ''] ?? (() => ''),
  };
}

/** In the order in which they are asked. */
export function bySchemaOrder(a: CompiledSchema, b: CompiledSchema): number {
  return a.precedence - b.precedence || (a.name < b.name ? -1 : 1);
}

const distinguishers: Readonly<Record<string, (user: User, info: RequestInfo) => string>> = {
  ByUser: ({ name }) => name,
  ByNamespace: (_user, { namespace }) => namespace,
};

type Matcher = (user: User, info: RequestInfo) => boolean;

function compileRules({ subjects = [], resourceRules = [], nonResourceRules = [] }: PolicyRulesWithSubjects): Matcher {
  const who = subjects.map(compileSubject);
  const resources = resourceRules.map(compileResourceRule);
  const others = nonResourceRules.map(compileNonResourceRule);
  return (user, info) =>
    who.some((matches) => matches(user)) && (info.isResource ? resources : others).some((matches) => matches(info));
}

function compileSubject({ kind, user, group, serviceAccount }: FlowcontrolV1Subject): (user: User) => boolean {
  switch (kind) {
    case 'User':
      return ({ name }) => user?.name === '*' || name === user?.name;
    case 'Group':
      return ({ groups }) => group?.name === '*' || groups.includes(group?.name ?? '');
    case 'ServiceAccount': {
      const prefix = `system:serviceaccount:${serviceAccount?.namespace}:`;
      if (serviceAccount?.name === '*') return ({ name }) => name.startsWith(prefix);
      return ({ name }) => name === prefix + serviceAccount?.name;
    }
    default:
      return () => false;
  }
}

function compileResourceRule(rule: ResourcePolicyRule): (info: RequestInfo) => boolean {
  const [verb, group, resource] = [among(rule.verbs), among(rule.apiGroups), among(rule.resources)];
  const inNamespace = among(rule.namespaces);
  const inCluster = rule.clusterScope ?? false;
  return (info) =>
    verb(info.verb) &&
    group(info.group) &&
    resource(info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`) &&
    (info.namespace === '' ? inCluster : inNamespace(info.namespace));
}

function compileNonResourceRule({ verbs, nonResourceURLs }: NonResourcePolicyRule): (info: RequestInfo) => boolean {
  const [verb, url] = [among(verbs), among(nonResourceURLs)];
  const prefixes = (nonResourceURLs ?? []).filter((one) => one.endsWith('/*')).map((one) => one.slice(0, -1));
  return ({ verb: wanted, path }) => verb(wanted) && (url(path) || prefixes.some((prefix) => path.startsWith(prefix)));
}

/** Whether a value is one of these; a star stands for all. */
function among(values: readonly string[] = []): (value: string) => boolean {
  if (values.includes('*')) return () => true;
  const set = new Set(values);
  return (value) => set.has(value);
}
