import type { PolicyRule } from '@sampan/api';
import { groups, read, rule } from './rule.js';

/** A Role that exists from the start in one of the cluster's own namespaces, and who holds it. */
export interface NamespaceRoleSpec {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly users: readonly string[];
}

const leaderLocking = (component: string): NamespaceRoleSpec => ({
  namespace: 'kube-system',
  name: `system::leader-locking-${component}`,
  rules: [
    rule(['watch'], groups.core, ['configmaps']),
    rule(['get', 'update'], groups.core, ['configmaps'], [component]),
    rule([...read, 'create', 'patch', 'update'], groups.coordination, ['leases'], [component]),
  ],
  users: [`system:${component}`],
});

export const namespaceRoles: NamespaceRoleSpec[] = [
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    rules: [rule(read, groups.core, ['configmaps'], ['extension-apiserver-authentication'])],
    users: ['system:kube-controller-manager', 'system:kube-scheduler'],
  },
  leaderLocking('kube-controller-manager'),
  leaderLocking('kube-scheduler'),
];
