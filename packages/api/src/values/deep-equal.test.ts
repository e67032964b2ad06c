import { expect, it } from 'vitest';
import { deepEqual } from './deep-equal.js';

const proto = JSON.parse('{"__proto__":{}}') as unknown;

it.each([
  [1, 1, true],
  [1, '1', false],
  [null, {}, false],
  [[], {}, false],
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: undefined }, {}, true],
  [{}, { a: undefined }, true],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [2, 1], false],
  [proto, {}, false],
  [{}, proto, false],
  [{ constructor: 'x' }, {}, false],
])('deepEqual(%o, %o) is %s', (a, b, expected) => expect(deepEqual(a, b)).toBe(expected));
