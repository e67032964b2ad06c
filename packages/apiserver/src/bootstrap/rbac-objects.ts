import type { KubernetesObject, ObjectMeta } from '@sampan/api';
import { bindings } from './policy/bindings.js';
import { componentRoles } from './policy/component-roles.js';
import { controllerRoles } from './policy/controller-roles.js';
import { type NamespaceRoleSpec, namespaceRoles } from './policy/namespace-roles.js';
import { type RoleSpec, userRoles } from './policy/user-roles.js';

const rbacGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${rbacGroup}/v1`;

/** The roles and bindings of the start, as objects. */
export function policyObjects(): KubernetesObject[] {
  return [
    ...[...userRoles, ...componentRoles, ...controllerRoles].map(clusterRole),
    ...bindings.map(({ role, subjects }) => ({
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: metadataOf(role),
      roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name: role },
      ...(subjects.length > 0 && { subjects: subjects.map((subject) => ({ ...subject })) }),
    })),
    ...namespaceRoles.flatMap(namespaceRole),
  ];
}

function clusterRole({ name, labels, aggregates, rules }: RoleSpec): KubernetesObject {
  const role = {
    apiVersion,
    kind: 'ClusterRole',
    metadata: metadataOf(name, labels),
    rules: structuredClone(rules),
    ...(aggregates === undefined
      ? {}
      : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregates]: 'true' } }] } }),
  };
  return role;
}

function namespaceRole({ namespace, name, rules, users, accounts = [] }: NamespaceRoleSpec): KubernetesObject[] {
  const role = {
    apiVersion,
    kind: 'Role',
    metadata: { ...metadataOf(name), namespace },
    rules: structuredClone(rules),
  };
  const binding = {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { ...metadataOf(name), namespace },
    roleRef: { apiGroup: rbacGroup, kind: 'Role', name },
    subjects: [
      ...users.map((user) => ({ kind: 'User', apiGroup: rbacGroup, name: user })),
      ...accounts.map((account) => ({ kind: 'ServiceAccount', namespace: 'kube-system', name: account })),
    ],
  };
  return [role, binding];
}

function metadataOf(name: string, labels: Readonly<Record<string, string>> = {}): ObjectMeta {
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}
