import { expect, it } from 'vitest';
import { compileCel, mutationEnvironment } from './environment.js';
import { toJson } from './to-json.js';

const made = (text: string) => toJson(compileCel(text, new Map(), mutationEnvironment).evaluate({}).value);

it.each<[string, unknown]>([
  ['[1, 2]', [1, 2]],
  ['{"a": [1.5], "b": [2.0]}', { a: [1.5], b: [2] }],
  [
    'Object{spec: Object.spec{replicas: 3, list: [Object.spec.list{name: "a"}]}}',
    { spec: { replicas: 3, list: [{ name: 'a' }] } },
  ],
  ['null', null],
  ['3u', 3],
  ['timestamp("2026-01-01T00:00:00Z")', '2026-01-01T00:00:00Z'],
  ['duration("90s")', '90s'],
])('%s', (text, expected) => {
  expect(made(text)).toEqual(expected);
});

it.each([
  ['{1: "a"}', 'map key is of type int, not string'],
  ['quantity("1")', 'unsupported type conversion: kubernetes.Quantity to JSON'],
])('%s cannot be written', (text, problem) => {
  expect(() => made(text)).toThrow(problem);
});
