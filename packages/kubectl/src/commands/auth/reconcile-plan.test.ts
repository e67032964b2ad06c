import type { Role, RoleBinding } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { planBinding, planRole } from './reconcile-plan.js';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const role = (verbs: string[]): Role => ({
  apiVersion,
  kind: 'Role',
  metadata: { name: 'r', namespace: 'n' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
});
const binding = (names: string[], to = 'r'): RoleBinding => ({
  apiVersion,
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'n' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: to },
  subjects: names.map((name) => ({ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' })),
});

describe('planRole', () => {
  it('creates what is missing', () => {
    expect(planRole(role(['get']), undefined, false).report).toEqual([
      '\treconciliation required create',
      '\tmissing rules added:',
      '\t\t{Verbs:[get] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}',
    ]);
  });

  it('leaves alone what allows as much, however it is written', () => {
    expect(planRole(role(['get']), role(['*']), false)).toMatchObject({ operation: 'none', report: [] });
  });

  it('adds rules and, if asked, removes others', () => {
    const added = planRole(role(['get']), role(['list']), false);
    expect(added.operation).toBe('update');
    expect((added.object as Role).rules).toHaveLength(2);
    expect((planRole(role(['get']), role(['list']), true).object as Role).rules).toEqual(role(['get']).rules);
  });

  it('respects objects that opted out', () => {
    const existing = role(['list']);
    existing.metadata.annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'false' };
    expect(planRole(role(['get']), existing, false).isProtected).toBe(true);
  });
});

describe('planBinding', () => {
  it('adds subjects', () => {
    const { operation, object } = planBinding(binding(['a']), binding(['b']), false);
    expect(operation).toBe('update');
    expect((object as RoleBinding).subjects?.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('makes a binding to another role anew', () => {
    expect(planBinding(binding(['a'], 'other'), binding(['a']), false).operation).toBe('recreate');
  });
});
