import { expect, it } from 'vitest';
import { expand } from './expand.js';

const variables = new Map([
  ['A', 'a'],
  ['B', '$(A)'],
]);

it.each([
  ['$(A)', 'a'],
  ['x$(A)y$(A)', 'xaya'],
  ['$$(A)', '$(A)'],
  ['$(B)', '$(A)'],
  ['$(NONE)', '$(NONE)'],
  ['$A $', '$A $'],
  ['$$$(A)', '$a'],
])('%s becomes %s', (text, expected) => expect(expand(text, variables)).toBe(expected));
