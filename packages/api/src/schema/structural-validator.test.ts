import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.js';
import { fieldErrorMessage } from '../validation/field-error.js';
import { decode } from './decode.js';
import { loadSchemas } from './load-schemas.js';
import type { Schema } from './schema.js';
import { setDefaults, validate } from './validate.js';

const registry = loadSchemas();

/** What becomes of a spec on its way: decoded, filled in, validated. */
function walkSpec(spec: unknown, specSchema: Schema, old?: unknown) {
  const schema: Schema = { type: 'object', properties: { spec: specSchema } };
  const { value, unknown } = decode({ spec }, schema, registry, { unknown: 'Strict' });
  setDefaults(value, schema);
  const errors = validate(value, schema, old === undefined ? undefined : { spec: old });
  return { unknown, value: (value as { spec: unknown }).spec, messages: errors.map(fieldErrorMessage) };
}

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});

describe('the validation of custom resources', () => {
  it.each<[unknown, Schema, string[]]>([
    [
      { a: 'x' },
      object({ a: { type: 'integer' } }),
      ['spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"'],
    ],
    [
      { a: 1.5 },
      object({ a: { type: 'integer' } }),
      ['spec.a: Invalid value: "number": spec.a in body must be of type integer: "number"'],
    ],
    [{ a: 1 }, object({ a: { type: 'number' } }), []],
    [
      { a: true },
      object({ a: { 'x-kubernetes-int-or-string': true } }),
      ['spec.a: Invalid value: "boolean": spec.a in body must be of type integer,string: "boolean"'],
    ],
    [
      [null],
      { type: 'array', items: { type: 'string' } },
      ['spec[0]: Invalid value: "null": spec[0] in body must be of type string: "null"'],
    ],
    [{}, object({ a: {} }, { required: ['a'] }), ['spec.a: Required value']],
    [{ a: 'c' }, object({ a: { enum: ['a', 'b'] } }), ['spec.a: Unsupported value: "c": supported values: "a", "b"']],
    [
      { l: [{ p: 0 }] },
      object({ l: { type: 'array', items: object({ p: { minimum: 1 } }) } }),
      ['spec.l[0].p: Invalid value: 0: spec.l[0].p in body should be greater than or equal to 1'],
    ],
    [
      { a: 3 },
      object({ a: { maximum: 3, exclusiveMaximum: true } }),
      ['spec.a: Invalid value: 3: spec.a in body should be less than 3'],
    ],
    [
      { a: 3 },
      object({ a: { multipleOf: 2 } }),
      ['spec.a: Invalid value: 3: spec.a in body should be a multiple of 2'],
    ],
    [
      { a: 'ab' },
      object({ a: { minLength: 3 } }),
      ['spec.a: Invalid value: "ab": spec.a in body should be at least 3 chars long'],
    ],
    [{ a: 'ab' }, object({ a: { maxLength: 1 } }), ['spec.a: Too long: may not be more than 1 byte']],
    [
      { a: 'ab' },
      object({ a: { pattern: '^c$' } }),
      ['spec.a: Invalid value: "ab": spec.a in body should match \'^c$\''],
    ],
    [
      { a: 'ab' },
      object({ a: { type: 'string', format: 'date-time' } }),
      ['spec.a: Invalid value: "ab": spec.a in body must be of type date-time: "ab"'],
    ],
    [{ a: 'ab' }, object({ a: { type: 'string', format: 'no-such-format' } }), []],
    [[1], { type: 'array', minItems: 2 }, ['spec: Invalid value: 1: spec in body should have at least 2 items']],
    [[1, 2], { type: 'array', maxItems: 1 }, ['spec: Too many: 2: must have at most 1 item']],
    [
      ['a', 'a'],
      { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      ['spec[1]: Duplicate value: "a"'],
    ],
    [
      {},
      { type: 'object', minProperties: 1, additionalProperties: true },
      ['spec: Invalid value: 1: spec in body should have at least 1 properties'],
    ],
    [
      { a: 1, b: 1 },
      object({ a: {}, b: {} }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      ['<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      { a: 1 },
      object({ a: {} }, { not: { required: ['a'] } }),
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
  ])('%j', (spec, schema, messages) => expect(walkSpec(spec, schema).messages).toEqual(messages));

  it('drops unknown fields, except where they are to be preserved', () => {
    const schema = object({
      a: object({ b: {} }),
      kept: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    });
    const result = walkSpec({ a: { b: 1, c: 2 }, d: 3, kept: { e: 4 } }, schema);
    expect(result.value).toEqual({ a: { b: 1 }, kept: { e: 4 } });
    expect(result.unknown).toEqual(['spec.a.c', 'spec.d']);
  });

  it('lets objects be inside of objects, if they say what they are', () => {
    const schema = object({ template: { type: 'object', 'x-kubernetes-embedded-resource': true } });
    const template = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} };
    const { spec: _, ...known } = template;
    expect(walkSpec({ template }, schema)).toMatchObject({
      value: { template: known },
      unknown: ['spec.template.spec'],
    });
    expect(walkSpec({ template: { kind: 'Pod' } }, schema).messages).toEqual([
      'spec.template.apiVersion: Required value',
    ]);
  });

  it('fills in defaults, also inside of defaults, and in the place of nulls that are not allowed', () => {
    const schema = object({
      a: object({ b: { type: 'integer', default: 1 } }, { default: {} }),
      c: { type: 'string', default: 'x' },
      d: { type: 'string', nullable: true, default: 'y' },
      e: { type: 'string' },
    });
    const result = walkSpec({ c: null, d: null, e: null }, schema);
    expect(result).toMatchObject({ value: { a: { b: 1 }, c: 'x', d: null }, messages: [] });
  });

  it('lets pass what was wrong before and has not changed', () => {
    const item = object({ name: {}, size: { maximum: 3 } });
    const list: Schema = {
      ...{ type: 'array', items: item, 'x-kubernetes-list-type': 'map' },
      'x-kubernetes-list-map-keys': ['name'],
    };
    const schema = object(
      { a: { maximum: 3 }, b: {}, list, other: { type: 'array', items: { maximum: 3 } } },
      { required: ['c'] },
    );
    const old = { a: 5, list: [{ name: 'x', size: 5 }], other: [5] };
    expect(walkSpec(old, schema, old).messages).toEqual([]);
    expect(walkSpec({ ...old, b: 1 }, schema, old).messages).toEqual(['spec.c: Required value']);
    expect(walkSpec({ ...old, a: 6, c: 1 }, object({ ...schema.properties, c: {} }), old).messages).toEqual([
      'spec.a: Invalid value: 6: spec.a in body should be less than or equal to 3',
    ]);
    const grown = {
      c: 1,
      list: [
        { name: 'y', size: 4 },
        { name: 'x', size: 5 },
      ],
      other: [5, 1],
    };
    expect(walkSpec(grown, object({ ...schema.properties, c: {} }), old).messages).toEqual([
      'spec.list[0].size: Invalid value: 4: spec.list[0].size in body should be less than or equal to 3',
      'spec.other[0]: Invalid value: 5: spec.other[0] in body should be less than or equal to 3',
    ]);
  });

  it('gives every object its own copy of a default', () => {
    const schema = object({ a: { type: 'array', items: { type: 'string' }, default: ['x'] } });
    const [first, second] = [walkSpec({}, schema).value, walkSpec({}, schema).value] as { a: string[] }[];
    first?.a.push('y');
    expect(second).toEqual({ a: ['x'] });
  });

  it('decodes metadata as that of any other object', () => {
    const schema = object({});
    const value = { apiVersion: 'v1', kind: 'Foo', metadata: { name: 'a', foo: 1, labels: {} } };
    expect(decode(value, schema, registry, { unknown: 'Strict' })).toEqual({
      value: { apiVersion: 'v1', kind: 'Foo', metadata: { name: 'a' } },
      unknown: ['metadata.foo'],
    });
    expect(decode({ metadata: { labels: { a: 1 } } }, schema, registry, { unknown: 'Strict' }).decodeError).toBe(
      'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
    expect(
      decode({ metadata: { creationTimestamp: 'x' } }, schema, registry, { unknown: 'Strict' }).decodeError,
    ).toContain('parsing time "x"');
  });
});

describe('verdicts, compared with an independent validator', () => {
  it('agree on generated schemas and values', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const random = seededRandom(2026).below;
    for (let round = 0; round < 500; round++) {
      const schema = randomSchema(random, 3);
      const value = randomValue(random, 3);
      const expected = ajv.validate(toDraft7(schema), value);
      const errors = validate({ spec: value }, keepEverything(schema));
      expect({ schema, value, valid: errors.length === 0 }).toEqual({ schema, value, valid: expected });
    }
  });
});

const names = ['a', 'b', 'c'];

function randomSchema(random: (below: number) => number, depth: number): Schema {
  const kind = random(depth > 0 ? 9 : 5);
  switch (kind) {
    case 0:
      return { type: 'string', minLength: random(3), maxLength: 1 + random(4) };
    case 1:
      return { type: 'integer', minimum: random(4) - 2, maximum: random(6), exclusiveMaximum: random(2) === 0 };
    case 2:
      return { type: 'number', multipleOf: 1 + random(3), ...(random(2) === 0 && { nullable: true }) };
    case 3:
      return { enum: ['x', 1, 'xy', true].slice(0, 1 + random(4)) };
    case 4:
      return { type: 'string', pattern: ['^x', 'y$', '^(x|y)*$'][random(3)] as string };
    case 5:
      return {
        type: 'array',
        items: randomSchema(random, depth - 1),
        minItems: random(2),
        maxItems: 1 + random(3),
        uniqueItems: random(3) === 0,
      };
    case 6:
      return { type: 'object', additionalProperties: randomSchema(random, depth - 1), maxProperties: 1 + random(3) };
    case 7: {
      const list = [randomSchema(random, depth - 1), randomSchema(random, depth - 1)];
      return (
        ([{ allOf: list }, { anyOf: list }, { oneOf: list }, { not: randomSchema(random, depth - 1) }] as Schema[])[
          random(4)
        ] ?? {}
      );
    }
    default: {
      const properties = Object.fromEntries(
        names.filter(() => random(2) === 0).map((name) => [name, randomSchema(random, depth - 1)]),
      );
      return {
        type: 'object',
        properties,
        required: names.filter(() => random(4) === 0),
        'x-kubernetes-preserve-unknown-fields': true,
      };
    }
  }
}

function randomValue(random: (below: number) => number, depth: number): unknown {
  switch (random(depth > 0 ? 7 : 5)) {
    case 0:
      return ['', 'x', 'y', 'xy', 'xyx'][random(5)];
    case 1:
      return random(7) - 2;
    case 2:
      return random(5) / 2;
    case 3:
      return random(2) === 0;
    case 4:
      return random(4);
    case 5:
      return Array.from({ length: random(4) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        names.filter(() => random(2) === 0).map((name) => [name, randomValue(random, depth - 1)]),
      );
  }
}

function keepEverything(schema: Schema): Schema {
  return { type: 'object', properties: { spec: schema } };
}

/** Exclusive bounds are numbers of their own today, and `nullable` is one more type. */
function toDraft7(schema: Schema): object {
  const { exclusiveMaximum, maximum, nullable, type, ...rest } = schema;
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    return typeof value === 'object' && value !== null ? toDraft7(value as Schema) : value;
  };
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : convert(value)])),
    ...(typeof type === 'string' && { type: nullable ? [type, 'null'] : type }),
    ...(maximum !== undefined && { [exclusiveMaximum ? 'exclusiveMaximum' : 'maximum']: maximum }),
  };
}
