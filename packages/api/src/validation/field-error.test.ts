import { expect, it } from 'vitest';
import { field, fieldErrorMessage } from './field-error.js';

it.each([
  [field.required('a', 'why'), 'a: Required value: why'],
  [field.invalid('a', 'x"y', 'bad'), 'a: Invalid value: "x\\"y": bad'],
  [field.invalid('a', { b: 1 }, 'field is immutable'), 'a: Invalid value: {"b":1}: field is immutable'],
  [field.notSupported('a', 'x', ['b', 'c']), 'a: Unsupported value: "x": supported values: "b", "c"'],
  [field.duplicate('a[1].name', 'x'), 'a[1].name: Duplicate value: "x"'],
  [field.notFound('a', 'x'), 'a: Not found: "x"'],
  [field.forbidden('a', 'no'), 'a: Forbidden: no'],
  [field.tooLong('a', 63), 'a: Too long: may not be more than 63 bytes'],
  [field.tooMany('a', 5, 3), 'a: Too many: 5: must have at most 3 items'],
  [field.internal('a', new Error('x')), 'a: Internal error: x'],
])('%o', (error, message) => expect(fieldErrorMessage(error)).toBe(message));
