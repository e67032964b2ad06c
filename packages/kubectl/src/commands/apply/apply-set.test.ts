import { describe, expect, it } from 'vitest';
import type { ObjectTarget } from '../../framework/selection.js';
import type { MappedType } from '../../framework/type-mapper.js';
import { type ApplySet, asMember, contentsOfTargets, setId, union } from './apply-set.js';

const target = (kind: string, group: string, namespace: string): ObjectTarget => ({
  kind: 'object',
  type: { kind, group } as MappedType,
  namespace,
  name: 'a',
  source: '',
  object: { apiVersion: 'v1', kind, metadata: { name: 'a', labels: { b: 'c' } } },
});

describe('a set of applied objects', () => {
  it('has an id that is made of what its parent is called', () => {
    const parent = { name: 'set1', namespace: 'as1', type: { kind: 'Secret', group: '' } };
    expect(setId(parent)).toBe('applyset-T_ycqxUjnOYjhLAP_dNrVBEJzeuz2_C7ry_Q7gB4doo-v1');
    expect(setId({ ...parent, namespace: 'as2' })).not.toBe(setId(parent));
  });

  it('holds kinds and namespaces, before and after', () => {
    const before = contentsOfTargets([target('Deployment', 'apps', 'x')]);
    const after = contentsOfTargets([target('ConfigMap', '', 'y'), target('Namespace', '', '')]);
    expect(union(before, after)).toEqual({
      kinds: new Set(['Deployment.apps', 'ConfigMap', 'Namespace']),
      namespaces: new Set(['x', 'y']),
    });
  });

  it('gives its members a label, which no file may have', () => {
    const set = { id: 'the-id' } as ApplySet;
    const member = asMember(set, target('ConfigMap', '', 'x'));
    expect(member.object?.metadata.labels).toEqual({ b: 'c', 'applyset.kubernetes.io/part-of': 'the-id' });
    expect(() => asMember(set, member)).toThrow(
      'ApplySet label "applyset.kubernetes.io/part-of" already set in input data',
    );
  });
});
