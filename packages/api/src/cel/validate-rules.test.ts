import { describe, expect, it } from 'vitest';
import type { Schema } from '../schema/schema.js';
import { fieldErrorMessage } from '../validation/field-error.js';
import { validateRules } from './validate-rules.js';

type Rules = NonNullable<Schema['x-kubernetes-validations']>;

function problems(spec: unknown, schema: Schema, old?: unknown): string[] {
  const root: Schema = { type: 'object', properties: { spec: schema } };
  const { errors } = validateRules({ spec }, root, old === undefined ? undefined : { spec: old });
  return errors.map(fieldErrorMessage);
}

function object(properties: Record<string, Schema>, rules: Rules, more: Schema = {}): Schema {
  return { type: 'object', properties, 'x-kubernetes-validations': rules, ...more };
}

const number: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };

describe('rules', () => {
  it.each<[string, unknown, Schema, string[]]>([
    ['that hold', { a: 1, b: 2 }, object({ a: number, b: number }, [{ rule: 'self.a <= self.b' }]), []],
    [
      'that do not',
      { a: 3, b: 2 },
      object({ a: number, b: number }, [{ rule: 'self.a <= self.b' }]),
      ['spec: Invalid value: failed rule: self.a <= self.b'],
    ],
    [
      'of scalars',
      'x',
      { ...text, 'x-kubernetes-validations': [{ rule: 'self == "y"', message: 'no' }] },
      ['spec: Invalid value: "x": no'],
    ],
    [
      'with a message that is made',
      { a: 3 },
      object({ a: number }, [{ rule: 'self.a < 2', messageExpression: '"is " + string(self.a)' }]),
      ['spec: Invalid value: is 3'],
    ],
    [
      'with a message that cannot be made',
      { a: 3 },
      object({ a: number }, [{ rule: 'self.a < 2', message: 'usual', messageExpression: '"a" + string(1 / 0)' }]),
      ['spec: Invalid value: usual'],
    ],
    [
      'with a reason and a place',
      { a: 3 },
      object({ a: number }, [
        { rule: 'false', message: 'm', reason: 'FieldValueForbidden', fieldPath: '.a' },
        { rule: 'false', message: 'm', reason: 'FieldValueRequired' },
        { rule: 'false', message: 'm', reason: 'FieldValueDuplicate' },
      ]),
      ['spec.a: Forbidden: m', 'spec: Required value: m', 'spec: Duplicate value'],
    ],
    [
      'that look at what is not there',
      {},
      object({ a: number }, [{ rule: 'self.a > 1' }]),
      ['spec: Invalid value: "object": no such key: a evaluating rule: self.a > 1'],
    ],
    [
      'of values in maps and lists',
      { m: { k: 1 }, l: [1, 2] },
      object(
        {
          m: {
            type: 'object',
            additionalProperties: { ...number, 'x-kubernetes-validations': [{ rule: 'self > 1' }] },
          },
          l: { type: 'array', items: { ...number, 'x-kubernetes-validations': [{ rule: 'self > 1' }] } },
        },
        [],
      ),
      ['spec.m[k]: Invalid value: 1: failed rule: self > 1', 'spec.l[0]: Invalid value: 1: failed rule: self > 1'],
    ],
    [
      'of fields whose names are no names',
      { 'x-y': 1, namespace: 2, a__b: 3 },
      object({ 'x-y': number, namespace: number, a__b: number }, [
        { rule: 'self.x__dash__y + self.__namespace__ + self.a__underscores__b == 6' },
      ]),
      [],
    ],
    [
      'of ints or texts',
      { a: '50%' },
      object({ a: { 'x-kubernetes-int-or-string': true } }, [
        { rule: 'type(self.a) == string ? self.a.endsWith("%") : self.a > 0' },
      ]),
      [],
    ],
    [
      'of times, durations and bytes',
      { t: '2026-01-01T00:00:00Z', d: '90s', b: 'aGk=' },
      object(
        { t: { ...text, format: 'date-time' }, d: { ...text, format: 'duration' }, b: { ...text, format: 'byte' } },
        [{ rule: 'self.t.getFullYear() == 2026 && self.d < duration("2m") && self.b == b"hi"' }],
      ),
      [],
    ],
    [
      'of sets, whose order does not matter',
      { a: [1, 2], b: [2, 1] },
      object(
        {
          a: { type: 'array', items: number, 'x-kubernetes-list-type': 'set' },
          b: { type: 'array', items: number, 'x-kubernetes-list-type': 'set' },
        },
        [{ rule: 'self.a == self.b && (self.a + self.b).size() == 2' }],
      ),
      [],
    ],
    ['that are about nulls', { a: null }, object({ a: { ...number, nullable: true } }, [{ rule: '!has(self.a)' }]), []],
  ])('%s', (_, spec, schema, expected) => expect(problems(spec, schema)).toEqual(expected));

  it('know the name of the object', () => {
    const schema: Schema = {
      type: 'object',
      'x-kubernetes-validations': [{ rule: 'self.metadata.name.startsWith("a")', message: 'name' }],
    };
    const named = (name: string) => validateRules({ metadata: { name } }, schema).errors.map(fieldErrorMessage);
    expect(named('abc')).toEqual([]);
    expect(named('bcd')).toEqual(['<nil>: Invalid value: name']);
  });
});

describe('rules of changes', () => {
  const immutable = object(
    { a: { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'no' }] } },
    [],
  );

  it('are asked where there was something before', () => {
    expect(problems({ a: 'x' }, immutable)).toEqual([]);
    expect(problems({ a: 'x' }, immutable, {})).toEqual([]);
    expect(problems({ a: 'x' }, immutable, { a: 'x' })).toEqual([]);
    expect(problems({ a: 'y' }, immutable, { a: 'x' })).toEqual(['spec.a: Invalid value: "y": no']);
  });

  it('are asked always where they say so', () => {
    const rule = { rule: 'oldSelf.hasValue() || self == "new"', message: 'must be new', optionalOldSelf: true };
    const schema = object({ a: { ...text, 'x-kubernetes-validations': [rule] } }, []);
    expect(problems({ a: 'x' }, schema)).toEqual(['spec.a: Invalid value: "x": must be new']);
    expect(problems({ a: 'x' }, schema, { a: 'y' })).toEqual([]);
  });

  it('find items by their keys', () => {
    const item = object({ k: text, v: number }, [{ rule: 'self.v >= oldSelf.v', message: 'must grow' }]);
    const list: Schema = {
      ...{ type: 'array', items: item, 'x-kubernetes-list-type': 'map' },
      'x-kubernetes-list-map-keys': ['k'],
    };
    const before = {
      l: [
        { k: 'a', v: 1 },
        { k: 'b', v: 5 },
      ],
    };
    expect(
      problems(
        {
          l: [
            { k: 'b', v: 4 },
            { k: 'a', v: 2 },
          ],
        },
        object({ l: list }, []),
        before,
      ),
    ).toEqual(['spec.l[0]: Invalid value: must grow']);
  });

  it('let pass what was wrong before and has not changed, with a warning', () => {
    const schema = object({ a: object({ n: number }, [{ rule: 'self.n < 3', message: 'small' }]), b: number }, []);
    const root: Schema = { type: 'object', properties: { spec: schema } };
    const old = { spec: { a: { n: 5 }, b: 1 } };
    const { errors, warnings } = validateRules({ spec: { a: { n: 5 }, b: 2 } }, root, old);
    expect(errors).toEqual([]);
    expect(warnings.map(fieldErrorMessage)).toEqual(['spec.a: Invalid value: small']);
    expect(problems({ a: { n: 6 }, b: 2 }, schema, old.spec)).toEqual(['spec.a: Invalid value: small']);
  });
});

describe('rules that cost too much', () => {
  const list: Schema = { type: 'array', items: number };
  const rule = { rule: 'self.l.all(a, self.l.all(b, a + b >= 0))', message: 'm' };

  it('end the validation', () => {
    const l = Array.from({ length: 2000 }, (_, index) => index);
    expect(problems({ l }, object({ l: list }, [rule, { rule: 'false', message: 'later' }]))).toEqual([
      'spec: Invalid value: "object": \'operation cancelled: actual cost limit exceeded\': no further validation rules will be run due to call cost exceeds limit for rule: m',
    ]);
  });

  it('end it together, too', () => {
    const l = Array.from({ length: 350 }, (_, index) => index);
    const found = problems(
      { l },
      object(
        { l: list },
        Array.from({ length: 20 }, () => rule),
      ),
    );
    expect(found).toEqual([
      'spec: Invalid value: "object": validation failed due to running out of cost budget, no further validation rules will be run',
    ]);
  });
});
