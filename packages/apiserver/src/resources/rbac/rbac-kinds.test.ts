import type { ClusterRole, PolicyRule, RbacV1Subject, RoleBinding } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, updateErrors } from '../resource-test-tools.js';
import { clusterroles } from './clusterroles.js';
import { rolebindings } from './rolebindings.js';
import { roles } from './roles.js';

const apiVersion = 'rbac.authorization.k8s.io/v1';

describe('rules of roles', () => {
  it.each<[string, PolicyRule, string[]]>([
    [
      'no verbs',
      { apiGroups: [''], resources: ['pods'], verbs: [] },
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
    [
      'no groups',
      { resources: ['pods'], verbs: ['get'] },
      ['rules[0].apiGroups: Required value: resource rules must supply at least one api group'],
    ],
    [
      'no resources',
      { apiGroups: [''], verbs: ['get'] },
      ['rules[0].resources: Required value: resource rules must supply at least one resource'],
    ],
    [
      'paths of a namespace',
      { nonResourceURLs: ['/x'], verbs: ['get'] },
      ['rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs'],
    ],
  ])('refuse %s', (_case, rule, errors) => {
    expect(
      ruleErrors(roles, { apiVersion, kind: 'Role', metadata: { name: 'x', namespace: 'd' }, rules: [rule] }),
    ).toEqual(errors);
  });

  it('need a selector where they are gathered', () => {
    const role: ClusterRole = { apiVersion, kind: 'ClusterRole', metadata: { name: 'x' }, aggregationRule: {} };
    expect(ruleErrors(clusterroles, role)).toEqual([
      'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    ]);
  });
});

describe('bindings', () => {
  const binding = (subjects: RbacV1Subject[], roleRef: Partial<RoleBinding['roleRef']> = {}): RoleBinding => ({
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: 'x', namespace: 'd' },
    roleRef: { kind: 'Role', name: 'r', ...roleRef },
    subjects,
  });

  it.each<[string, RoleBinding, string[]]>([
    [
      'a role of no kind',
      binding([], { kind: 'x' }),
      ['roleRef.kind: Unsupported value: "x": supported values: "Role", "ClusterRole"'],
    ],
    ['a role without a name', binding([], { name: '' }), ['roleRef.name: Required value']],
    [
      'a subject of no kind',
      binding([{ kind: 'x', name: 'a' }]),
      ['subjects[0].kind: Unsupported value: "x": supported values: "ServiceAccount", "User", "Group"'],
    ],
    ['a subject without a name', binding([{ kind: 'User', name: '' }]), ['subjects[0].name: Required value']],
    [
      'an account of a group',
      binding([{ kind: 'ServiceAccount', name: 'a', apiGroup: 'x' }]),
      ['subjects[0].apiGroup: Unsupported value: "x": supported values: ""'],
    ],
    ['nothing else', binding([{ kind: 'User', name: 'a' }]), []],
  ])('refuse %s', (_case, object, errors) => {
    expect(ruleErrors(rolebindings, object)).toEqual(errors);
  });

  it('keep their role', () => {
    expect(updateErrors(rolebindings, { old: binding([]), next: binding([], { name: 'other' }) })).toEqual([
      'roleRef: Invalid value: {"kind":"Role","name":"other","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
    ]);
  });

  it('show who holds what', () => {
    const subjects = [
      { kind: 'User', name: 'a' },
      { kind: 'User', name: 'b' },
      { kind: 'ServiceAccount', name: 's', namespace: 'n' },
    ];
    expect(rowOf(rolebindings, binding(subjects), 0)).toMatchObject({
      Role: 'Role/r',
      Users: 'a, b',
      Groups: '',
      ServiceAccounts: 'n/s',
    });
  });
});
