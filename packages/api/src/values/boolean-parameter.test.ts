import { expect, it } from 'vitest';
import { isTrueParameter, parsesAsTrue } from './boolean-parameter.js';

it.each([
  [null, false, false],
  ['', true, false],
  ['0', false, false],
  ['false', false, false],
  ['False', false, false],
  ['FALSE', false, false],
  ['1', true, true],
  ['true', true, true],
  ['True', true, true],
  ['TRUE', true, true],
  ['t', true, true],
  ['tRuE', true, false],
  ['f', true, false],
  ['no', true, false],
  ['2', true, false],
])('%j: %s, and %s to ParseBool', (value, isTrue, parses) => {
  expect(isTrueParameter(value)).toBe(isTrue);
  expect(parsesAsTrue(value ?? '')).toBe(parses);
});
