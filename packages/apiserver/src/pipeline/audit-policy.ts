import { aggregateMessage, type FieldError, field, fieldErrorMessage } from '@sampan/api';
import type { User } from '../authentication/user.js';
import { type ConfigurationKind, readConfiguration } from '../configuration/read-configuration.js';
import type { RequestInfo } from './request-info.js';

/** How much of a request is written down. */
export type AuditLevel = 'None' | 'Metadata' | 'Request' | 'RequestResponse';
export type AuditStage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';

/** What is written down of which requests: the first rule that is about one decides, and none is None. */
export interface AuditPolicy {
  rules: AuditRule[];
  omitStages?: AuditStage[];
  omitManagedFields?: boolean;
}

interface AuditRule {
  level: AuditLevel;
  users?: string[];
  userGroups?: string[];
  verbs?: string[];
  resources?: { group?: string; resources?: string[]; resourceNames?: string[] }[];
  namespaces?: string[];
  nonResourceURLs?: string[];
  omitStages?: AuditStage[];
  omitManagedFields?: boolean;
}

/** What a policy says of one request. */
export interface AuditDecision {
  readonly level: AuditLevel;
  readonly omitStages: ReadonlySet<AuditStage>;
  readonly omitManagedFields: boolean;
}

/** Who asked for what, when it is answered, and again when it ends where that is later. */
export const metadataOfAll: AuditPolicy = { rules: [{ level: 'Metadata' }], omitStages: ['RequestReceived'] };

const levels: readonly string[] = ['None', 'Metadata', 'Request', 'RequestResponse'];
const stages: readonly string[] = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];

const kind: ConfigurationKind = {
  group: 'audit.k8s.io',
  kind: 'Policy',
  versions: ['v1'],
  structs: {
    Policy: { metadata: 'ObjectMeta', rules: ['PolicyRule'], omitStages: ['string'], omitManagedFields: 'boolean' },
    ObjectMeta: { name: 'string' },
    PolicyRule: {
      ...{ level: 'string', users: ['string'], userGroups: ['string'], verbs: ['string'] },
      ...{ resources: ['GroupResources'], namespaces: ['string'], nonResourceURLs: ['string'] },
      ...{ omitStages: ['string'], omitManagedFields: 'boolean' },
    },
    GroupResources: { group: 'string', resources: ['string'], resourceNames: ['string'] },
  },
};

/** Reads the text of `--audit-policy-file`. Throws where it is no policy, in kube-apiserver's words. */
export function readAuditPolicy(text: string): AuditPolicy {
  const policy = readConfiguration<AuditPolicy>(text, kind);
  if ((policy.rules ?? []).length === 0) throw new Error('loaded illegal policy with 0 rules');
  const errors = [
    ...policy.rules.flatMap((rule, index) => validateRule(rule, `rules[${index}]`)),
    ...validateStages(policy.omitStages, 'omitStages'),
  ];
  if (errors.length > 0) throw new Error(aggregateMessage(errors.map(fieldErrorMessage)));
  return policy;
}

function validateRule(rule: AuditRule, path: string): FieldError[] {
  const { level = '', nonResourceURLs = [], resources = [], namespaces = [] } = rule;
  const errors: FieldError[] = [];
  if (level === '') errors.push(field.required(`${path}.level`));
  else if (!levels.includes(level)) errors.push(field.notSupported(`${path}.level`, level, levels));
  for (const [index, url] of nonResourceURLs.entries()) {
    const problem = urlProblem(url);
    if (problem !== undefined) errors.push(field.invalid(`${path}.nonResourceURLs[${index}]`, url, problem));
  }
  for (const [index, { resources: names = [], resourceNames = [] }] of resources.entries()) {
    if (names.length > 0 || resourceNames.length === 0) continue;
    const at = `${path}.resources[${index}].resourceNames`;
    errors.push(field.invalid(at, resourceNames, 'using resourceNames requires at least one resource'));
  }
  if (nonResourceURLs.length > 0 && (resources.length > 0 || namespaces.length > 0)) {
    const problem = 'rules cannot apply to both regular resources and non-resource URLs';
    errors.push(field.invalid(`${path}.nonResourceURLs`, nonResourceURLs, problem));
  }
  return [...errors, ...validateStages(rule.omitStages, `${path}.omitStages`)];
}

function urlProblem(url: string): string | undefined {
  if (url === '*') return undefined;
  if (!url.startsWith('/')) return "non-resource URL rules must begin with a '/' character";
  if (url.slice(0, -1).includes('*')) return "non-resource URL wildcards '*' must be the final character of the rule";
  return undefined;
}

function validateStages(omitted: readonly string[] = [], path: string): FieldError[] {
  return omitted.flatMap((stage, index) => {
    if (stages.includes(stage)) return [];
    return field.invalid(`${path}[${index}]`, stage, `allowed stages are ${stages.join(',')}`);
  });
}

/** What a policy says of a request; `user` is undefined where nobody knows who asks. */
export function decideAudit(policy: AuditPolicy, info: RequestInfo, user: User | undefined): AuditDecision {
  const rule = policy.rules.find((candidate) => isAbout(candidate, info, user));
  return {
    level: rule?.level ?? 'None',
    omitStages: new Set([...(policy.omitStages ?? []), ...(rule?.omitStages ?? [])]),
    omitManagedFields: rule?.omitManagedFields ?? policy.omitManagedFields ?? false,
  };
}

function isAbout(rule: AuditRule, info: RequestInfo, user: User | undefined): boolean {
  const { users = [], userGroups = [], verbs = [], resources = [], namespaces = [], nonResourceURLs = [] } = rule;
  if (users.length > 0 && !users.includes(user?.name ?? '')) return false;
  if (userGroups.length > 0 && !userGroups.some((group) => user?.groups.includes(group))) return false;
  if (verbs.length > 0 && !verbs.includes(info.verb)) return false;
  if (resources.length > 0 || namespaces.length > 0) return info.isResource && isAboutResource(rule, info);
  if (nonResourceURLs.length > 0) return !info.isResource && nonResourceURLs.some((url) => matchesPath(url, info.path));
  return true;
}

function isAboutResource({ resources = [], namespaces = [] }: AuditRule, info: RequestInfo): boolean {
  if (namespaces.length > 0 && !namespaces.includes(info.namespace)) return false;
  if (resources.length === 0) return true;
  return resources.some(({ group = '', resources: names = [], resourceNames = [] }) => {
    if (group !== info.group) return false;
    const isNamed = resourceNames.length === 0 || resourceNames.includes(info.name);
    return names.length === 0 || (isNamed && names.some((name) => matchesResource(name, info)));
  });
}

/** `pods`, `pods/log`, `pods/*`, `*` with a subresource, `*`. */
function matchesResource(name: string, { resource, subresource }: RequestInfo): boolean {
  if (name === '*') return true;
  const [wanted, wantedSubresource = ''] = name.split('/');
  if (wanted === '*') return wantedSubresource === subresource;
  return (
    wanted === resource && (wantedSubresource === subresource || (wantedSubresource === '*' && subresource !== ''))
  );
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
