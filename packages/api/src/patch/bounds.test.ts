import { describe, expect, it } from 'vitest';
import { jsonPatch } from './json-patch.js';
import { PatchError } from './patch-error.js';

describe('what a JSON patch may cost', () => {
  it('copies no more than 3 MiB', () => {
    const doubling = Array.from({ length: 30 }, (_, index) => ({ op: 'copy', from: '/a', path: `/a/${index}` }));
    expect(() => jsonPatch({ a: { text: 'x' } }, doubling)).toThrow(
      /^Unable to complete the copy, the accumulated size increase of copy is \d+, exceeding the limit 3145728$/,
    );
  });

  it('moves no more than a hundred million elements', () => {
    const list = new Array<number>(90_000).fill(0);
    const inserts = Array.from({ length: 10_000 }, () => ({ op: 'add', path: '/0', value: 1 }));
    expect(() => jsonPatch(list, inserts)).toThrow(PatchError);
    expect(jsonPatch([0], inserts)).toHaveLength(10_001);
  });
});
