import type { PolicyRule } from '@sampan/api';
import { eventsRule, groups, read, rule } from './rule.js';

/** A Role that exists from the start in one of the cluster's own namespaces, and who holds it. */
export interface NamespaceRoleSpec {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly users: readonly string[];
  /** Service accounts of kube-system. */
  readonly accounts?: readonly string[];
}

/** All controllers run as this user. */
const controllerManager = 'system:kube-controller-manager';

const readUpdate = ['get', 'list', 'update', 'watch'];

const leaderLocking = (component: string): NamespaceRoleSpec => ({
  namespace: 'kube-system',
  name: `system::leader-locking-${component}`,
  rules: [
    rule(['create', ...readUpdate], groups.coordination, ['leases']),
    rule(['create', ...readUpdate], groups.coordination, ['leasecandidates']),
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
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [
      rule(read, groups.core, ['configmaps']),
      rule(['update'], groups.core, ['configmaps'], ['cluster-info']),
      eventsRule,
    ],
    users: [controllerManager],
    accounts: ['bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: [rule(read, groups.core, ['secrets'])],
    users: [controllerManager],
    accounts: ['bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: [rule([...read, 'delete'], groups.core, ['secrets']), eventsRule],
    users: [controllerManager],
    accounts: ['token-cleaner'],
  },
  leaderLocking('kube-controller-manager'),
  leaderLocking('kube-scheduler'),
];
