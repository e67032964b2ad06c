import { describe, expect, it } from 'vitest';
import { isTaintTolerated, toleratesTaint } from './tolerations.js';

const taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };

describe('toleratesTaint', () => {
  it.each([
    [{ key: 'dedicated', value: 'db' }, true],
    [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }, true],
    [{ key: 'dedicated', operator: 'Equal', value: 'web' }, false],
    [{ key: 'dedicated' }, false],
    [{ key: 'dedicated', operator: 'Exists' }, true],
    [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ operator: 'Exists' }, true],
    [{ operator: '', key: 'dedicated', value: 'db' }, true],
    [{ operator: 'Exists', effect: 'NoExecute' }, false],
    [{ value: 'db' }, false],
  ])('%j: %s', (toleration, tolerated) => {
    expect(toleratesTaint(toleration, taint)).toBe(tolerated);
  });

  it('takes a taint without a value as one with an empty one', () => {
    expect(toleratesTaint({ key: 'a', value: '' }, { key: 'a', effect: 'NoSchedule' })).toBe(true);
  });
});

describe('isTaintTolerated', () => {
  it('asks every toleration', () => {
    expect(isTaintTolerated([{ key: 'a', operator: 'Exists' }, { operator: 'Exists' }], taint)).toBe(true);
    expect(isTaintTolerated([], taint)).toBe(false);
    expect(isTaintTolerated(undefined, taint)).toBe(false);
  });
});
