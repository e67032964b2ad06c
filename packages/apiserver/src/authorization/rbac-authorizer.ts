import { type KubernetesObject, type PolicyRule, resources } from '@sampan/api';
import type { User } from '../authentication/user.js';
import { keyPrefix } from '../objects/encode-object.js';
import { followStore } from '../store/follow-store.js';
import type { Store, StoredObject } from '../store/store.js';
import type { Attributes, Authorizer, Decision, SubjectRules } from './authorizer.js';
import { ruleAllows } from './compiled-rule.js';
import { RbacIndex } from './rbac-index.js';

/** Members of this group may do everything, whatever roles say. */
export const mastersGroup = 'system:masters';

/** Authorization by roles. Follows the stored roles and bindings until it is closed. */
export interface RbacAuthorizer extends Authorizer {
  /** The rules that `user` holds in `namespace`, or in the whole cluster for the empty one. */
  policyRulesFor(user: User, namespace: string): readonly PolicyRule[];
  /** The rules of a role; undefined where there is no such role. `namespace` is empty for ClusterRoles. */
  rulesOf(namespace: string, name: string): readonly PolicyRule[] | undefined;
  close(): void;
}

const { roles, clusterRoles, roleBindings, clusterRoleBindings } = resources;
const prefixes = [roles, clusterRoles, roleBindings, clusterRoleBindings].map((type) => keyPrefix(type));

const everything: Decision = { allowed: true, reason: '' };
const nothing: Decision = { allowed: false, reason: '' };

/** Loads the stored roles and bindings, and keeps up with them: a decision never waits for the store. */
export async function createRbacAuthorizer(store: Store): Promise<RbacAuthorizer> {
  const index = new RbacIndex();
  const watches = await Promise.all(prefixes.map((prefix) => follow(store, prefix, index)));
  return {
    authorize: (attributes) => authorize(index, attributes),
    rulesFor: (user, namespace) => subjectRules(policyRulesFor(index, user, namespace)),
    policyRulesFor: (user, namespace) => policyRulesFor(index, user, namespace),
    rulesOf: (namespace, name) => index.role(`${namespace}/${name}`)?.rules,
    close: () => {
      for (const watch of watches) watch.stop();
    },
  };
}

/** Keeps the index of one kind true, also when its watch is lost: what was missed meanwhile is made up for. */
function follow(store: Store, prefix: string, index: RbacIndex): Promise<{ stop(): void }> {
  const known = new Map<string, KubernetesObject>();

  function forget(key: string): void {
    const object = known.get(key);
    if (object !== undefined) index.remove(object);
    known.delete(key);
  }

  /** What cannot be understood grants nothing, and does not keep the index from following what comes after it. */
  function put({ key, bytes }: StoredObject): void {
    try {
      const object = JSON.parse(bytes.toString()) as KubernetesObject;
      known.set(key, object);
      index.put(object);
    } catch {
      forget(key);
    }
  }

  return followStore(store, prefix, {
    reset: (objects) => {
      const present = new Set(objects.map(({ key }) => key));
      for (const key of [...known.keys()]) if (!present.has(key)) forget(key);
      for (const object of objects) put(object);
    },
    changed: (events) => {
      for (const { type, object } of events) {
        if (type === 'put') put(object);
        else forget(object.key);
      }
    },
  });
}

function authorize(index: RbacIndex, attributes: Attributes): Decision {
  const { user, namespace, resource, subresource } = attributes;
  if (user.groups.includes(mastersGroup)) return everything;
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  let decision = nothing;
  const missing: string[] = [];
  const found = index.visit(user, namespace, (grant) => {
    const role = index.role(grant.roleKey);
    if (role === undefined) missing.push(describeMissing(grant.roleKey));
    else {
      for (const rule of role.compiled) {
        if (!ruleAllows(rule, attributes, combined)) continue;
        decision = grant.decision;
        return true;
      }
    }
    return false;
  });
  if (found || missing.length === 0) return decision;
  return { allowed: false, reason: `RBAC: ${missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`}` };
}

function describeMissing(roleKey: string): string {
  const slash = roleKey.indexOf('/');
  return `${slash === 0 ? 'clusterrole' : 'role'}.rbac.authorization.k8s.io "${roleKey.slice(slash + 1)}" not found`;
}

const allRules: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

function policyRulesFor(index: RbacIndex, user: User, namespace: string): readonly PolicyRule[] {
  if (user.groups.includes(mastersGroup)) return allRules;
  const rules: PolicyRule[] = [];
  index.visit(user, namespace, ({ roleKey }) => {
    rules.push(...(index.role(roleKey)?.rules ?? []));
    return false;
  });
  return rules;
}

function subjectRules(rules: readonly PolicyRule[]): SubjectRules {
  return {
    resourceRules: rules
      .filter(({ resources }) => (resources ?? []).length > 0)
      .map(({ verbs, apiGroups = [], resources = [], resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames === undefined ? {} : { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => (nonResourceURLs ?? []).length > 0)
      .map(({ verbs, nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
  };
}
