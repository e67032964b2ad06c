import { expect, it } from 'vitest';
import { parseWarnings } from './warnings.js';

it.each([
  ['299 - "unknown field \\"spec.foo\\""', ['unknown field "spec.foo"']],
  ['299 - "one", 299 kube-apiserver "two, with a comma"', ['one', 'two, with a comma']],
  ['nothing of the kind', []],
])('reads the texts of %s', (header, texts) => {
  expect(parseWarnings(header)).toEqual(texts);
});
