import { describe, expect, it } from 'vitest';
import { changeTaints, checkContradictions, parseTaints } from './taints.js';

const existing = [
  { key: 'a', value: 'x', effect: 'NoSchedule' },
  { key: 'a', effect: 'NoExecute' },
];

describe('parseTaints', () => {
  it('reads taints to add and to remove', () => {
    expect(parseTaints(['a=b:NoSchedule', 'c:NoExecute', 'd:NoSchedule-', 'e-'])).toEqual({
      added: [
        { key: 'a', value: 'b', effect: 'NoSchedule' },
        { key: 'c', effect: 'NoExecute' },
      ],
      removed: [
        { key: 'd', effect: 'NoSchedule' },
        { key: 'e', effect: '' },
      ],
    });
  });

  it.each([
    [['a=b:Foo'], 'invalid taint effect: Foo, unsupported taint effect'],
    [['a=b:NoSchedule', 'a=c:NoSchedule'], 'duplicated taints with the same key and effect: {a c NoSchedule <nil>}'],
  ])('refuses %j', (specs, message) => {
    expect(() => parseTaints(specs)).toThrow(message);
  });

  it('refuses to add and remove at once', () => {
    expect(() => checkContradictions(parseTaints(['a=b:NoSchedule', 'a:NoSchedule-']))).toThrow(
      'can not both modify and remove the following taint(s) in the same command: a=NoSchedule',
    );
  });
});

describe('changeTaints', () => {
  it.each([
    [['b:NoSchedule'], false, 3, 'tainted'],
    [['a=y:NoSchedule'], true, 2, 'modified'],
    [['a-'], false, 0, 'untainted'],
    [['a:NoExecute-'], false, 1, 'untainted'],
  ])('%j', (specs, overwrite, count, operation) => {
    const changed = changeTaints(existing, parseTaints(specs), { node: 'n', overwrite });
    expect([changed.taints.length, changed.operation]).toEqual([count, operation]);
  });

  it('overwrites only where it may', () => {
    expect(() => changeTaints(existing, parseTaints(['a=y:NoSchedule']), { node: 'n', overwrite: false })).toThrow(
      'node n already has a taint(s) with same effect(s) and --overwrite is false',
    );
  });

  it('misses what is not there', () => {
    expect(() => changeTaints(existing, parseTaints(['z-']), { node: 'n', overwrite: false })).toThrow(
      'taint "z" not found',
    );
  });
});
