import { expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.js';
import { decodeDefinition } from './decode.js';
import { loadSchemas } from './load-schemas.js';
import type { Schema } from './schema.js';

const registry = loadSchemas();
const kinds = registry
  .names()
  .filter((name) => registry.definition(name)['x-kubernetes-group-version-kind'] !== undefined);

it.each(kinds)('decodes anything without failing, and twice as once: %s', (name) => {
  const below = seededRandom(name.length).below;
  for (let round = 0; round < 40; round++) {
    // Every other round, values are what the schema asks for, and decoding succeeds.
    const fitting = round % 2 === 0;
    const value = randomObject(registry.definition(name), { below, fitting, depth: 7 });
    const once = decodeDefinition(value, name, registry, { unknown: 'Strict' });
    if (fitting) expect({ value, error: once.decodeError, unknown: once.unknown }).toEqual({ value, unknown: [] });
    if (once.decodeError !== undefined) continue;
    const twice = decodeDefinition(once.value, name, registry, { unknown: 'Strict' });
    expect(twice).toEqual({ value: once.value, unknown: [] });
    expect(twice.value).toBe(once.value);
  }
});

interface Choice {
  below: (limit: number) => number;
  fitting: boolean;
  depth: number;
}

const garbage = [
  null,
  true,
  1,
  -1.5,
  2 ** 40,
  '',
  'x',
  '1Gi',
  '2024-01-01T00:00:00Z',
  'YQ==',
  [],
  {},
  [null],
  [{}],
  { a: null },
];

function randomObject(schema: Schema, choice: Choice): unknown {
  const target = registry.resolve(schema);
  if (target.properties === undefined) return {};
  const fields = Object.entries(target.properties).filter(() => choice.below(3) === 0);
  const unknownField = choice.fitting || choice.below(4) > 0 ? {} : { unknownField: 1 };
  return {
    ...unknownField,
    ...Object.fromEntries(fields.map(([field, inner]) => [field, randomField(inner, choice)])),
  };
}

function randomField(schema: Schema, choice: Choice): unknown {
  if (choice.depth <= 0) return null;
  if (!choice.fitting && choice.below(12) === 0) return garbage[choice.below(garbage.length)];
  return randomValue(schema, { ...choice, depth: choice.depth - 1 });
}

function randomValue(schema: Schema, choice: Choice): unknown {
  const { below } = choice;
  if (schema.$ref !== undefined) {
    const plain = plainValues[schema.$ref.split('.').slice(-2).join('.')];
    if (plain !== undefined) return plain[below(plain.length)];
    return randomObject(schema, choice);
  }
  switch (schema.type) {
    case 'array':
      return Array.from({ length: below(3) }, () => randomField(schema.items ?? {}, choice));
    case 'object': {
      const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
      const keys = ['a', '__proto__', 'constructor'].slice(0, below(4));
      const entries = keys.map((key) => [key, randomField(values, choice)]);
      return Object.fromEntries(entries);
    }
    case 'string':
      return schema.format === 'byte' ? ['', 'YQ==', 'YW\nJj'][below(3)] : ['', 'x', 'ü'][below(3)];
    case 'integer':
      return below(1000) - 500;
    case 'number':
      return below(100) / 8;
    case 'boolean':
      return below(2) === 0;
    default:
      return {};
  }
}

const plainValues: Record<string, unknown[]> = {
  'intstr.IntOrString': [1, '50%', 'http'],
  'resource.Quantity': ['1', '1000m', 1.5, '1024Mi', '1e3', '0.1'],
  'runtime.RawExtension': [{ any: ['thing', null] }],
  'v1.FieldsV1': [{ 'f:a': {} }],
  'v1.JSON': [{ a: 1 }, 'x', 1, [null]],
  'v1.JSONSchemaPropsOrBool': [true, false, { type: 'string' }],
  'v1.JSONSchemaPropsOrArray': [{ type: 'string' }, [{ type: 'string' }]],
  'v1.JSONSchemaPropsOrStringArray': [{ type: 'string' }, ['a', 'b']],
  'v1.MicroTime': ['2024-01-01T00:00:00.000001Z', '2024-01-01T00:00:00.000001+02:00'],
  'v1.Time': ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5-07:00'],
};
