import type { User } from '../authentication/user.js';
import { authenticatedGroup, unauthenticatedGroup } from '../authentication/well-known.js';
import type { Attributes, Authorizer } from './authorizer.js';

/** One line of a policy file: who may do what. */
interface Policy {
  user?: string;
  group?: string;
  readonly?: boolean;
  apiGroup?: string;
  resource?: string;
  namespace?: string;
  nonResourcePath?: string;
}

const apiVersions = ['abac.authorization.kubernetes.io/v1beta1', 'abac.authorization.kubernetes.io/v0'];
const reading = ['get', 'list', 'watch'];

/** Authorization by the lines of a file (`--authorization-policy-file`). Throws where one is no policy. */
export function abacAuthorizer(text: string): Authorizer {
  const policies = parsePolicies(text);
  return {
    authorize: (attributes) => {
      const allowed = policies.some((policy) => isAbout(policy, attributes.user) && allows(policy, attributes));
      return { allowed, reason: allowed ? '' : 'No policy matched.' };
    },
    rulesFor: (user, namespace) => {
      const mine = policies.filter((policy) => isAbout(policy, user));
      const verbs = (policy: Policy) => (policy.readonly === true ? [...reading] : ['*']);
      return {
        resourceRules: mine
          .filter((policy) => policy.resource && matches(policy.namespace, namespace))
          .map((policy) => ({
            verbs: verbs(policy),
            apiGroups: [policy.apiGroup ?? ''],
            resources: [policy.resource ?? ''],
          })),
        nonResourceRules: mine
          .filter((policy) => policy.nonResourcePath)
          .map((policy) => ({ verbs: verbs(policy), nonResourceURLs: [policy.nonResourcePath ?? ''] })),
      };
    },
  };
}

function parsePolicies(text: string): Policy[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    try {
      const { apiVersion, kind, spec } = JSON.parse(line) as { apiVersion?: string; kind?: string; spec?: Policy };
      if (kind !== 'Policy' || !apiVersions.includes(apiVersion ?? '')) throw new Error(`unrecognized: ${kind}`);
      return [spec ?? {}];
    } catch (error) {
      throw new Error(`error reading policy file, line ${index + 1}: ${line}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  });
}

/** `*` is everybody who is known. */
function isAbout({ user = '', group = '' }: Policy, { name, groups }: User): boolean {
  if (user === '' && group === '') return false;
  const isKnown = groups.includes(authenticatedGroup) && !groups.includes(unauthenticatedGroup);
  const isUser = user === '' || user === name || (user === '*' && isKnown);
  return isUser && (group === '' || groups.includes(group) || (group === '*' && isKnown));
}

function allows(policy: Policy, { verb, resourceRequest, group, resource, namespace, path }: Attributes): boolean {
  if (policy.readonly === true && !reading.includes(verb)) return false;
  if (!resourceRequest) return matchesPath(policy.nonResourcePath ?? '', path);
  return matches(policy.namespace, namespace) && matches(policy.resource, resource) && matches(policy.apiGroup, group);
}

function matches(pattern = '', value: string): boolean {
  return pattern === '*' || pattern === value;
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern !== '' && pattern === path;
}
