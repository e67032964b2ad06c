import { expect, it } from 'vitest';
import { fieldLabel } from './generic.js';

it.each([
  ['observedGeneration', 'Observed Generation'],
  ['apiURL', 'API URL'],
  ['fooBAR', 'Foo BAR'],
  ['ABCDef', 'ABC Def'],
  ['uid', 'UID'],
  ['kebab-case', 'Kebab - Case'],
  ['snake_case', 'snake_case'],
  ['item2', 'item2'],
])('%s is labelled %s', (name, label) => {
  expect(fieldLabel(name)).toBe(label);
});
