import { rulesOf } from '../rules/rules-of.js';
import { isJsonObject } from '../values/json.js';
import { type Decoder, mismatch, reportUnknown } from './decode-state.js';
import {
  decodeBoolean,
  decodeBytes,
  decodeInt32,
  decodeInt64,
  decodeIntOrString,
  decodeMicroTime,
  decodeNumber,
  decodeQuantity,
  decodeRaw,
  decodeString,
  decodeTime,
} from './decode-values.js';
import { goTypeOf, namedStringType } from './go-types.js';
import type { Schema, SchemaRegistry } from './schema.js';
import { referenceName } from './schema-registry.js';

/** Definitions that decode themselves, by the last part of their name: they are no structs, whatever they look like. */
const ownDecoders: Readonly<Record<string, { decode: Decoder; zero: unknown }>> = {
  'intstr.IntOrString': { decode: decodeIntOrString, zero: 0 },
  'resource.Quantity': { decode: decodeQuantity, zero: '0' },
  'runtime.RawExtension': { decode: decodeRaw, zero: null },
  'v1.FieldsV1': { decode: decodeRaw, zero: null },
  'v1.JSON': { decode: decodeRaw, zero: null },
  'v1.MicroTime': { decode: decodeMicroTime, zero: null },
  'v1.Time': { decode: decodeTime, zero: null },
};

const byRegistry = new WeakMap<SchemaRegistry, Map<string, Decoder>>();

/** The decoder of a definition, compiled at its first use. */
export function decoderOf(name: string, registry: SchemaRegistry): Decoder {
  const own = ownDecoderOf(name);
  if (own !== undefined) return own.decode;
  const decoders = byRegistry.get(registry) ?? new Map<string, Decoder>();
  byRegistry.set(registry, decoders);
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    decoder = compileDefinition(name, registry);
    decoders.set(name, decoder);
  }
  return decoder;
}

function ownDecoderOf(name: string) {
  const type = goTypeOf({ $ref: `#/components/schemas/${name}` });
  return Object.hasOwn(ownDecoders, type) ? ownDecoders[type] : undefined;
}

function compileDefinition(name: string, registry: SchemaRegistry): Decoder {
  const schema = registry.definition(name);
  if (schema.type === undefined) return compileUnion(name, registry);
  return compileStruct(name, schema, registry);
}

interface Field {
  decode: Decoder;
  /** The `typeof` of values that need no decoding. */
  plainType: string;
  /** Go leaves such fields out where they are empty: lists and maps that need not be there. */
  isDroppedWhenEmpty: boolean;
  /** The value of a scalar that Go leaves out; undefined: it is kept whatever it is. */
  zero: unknown;
}

/** Unknown fields and nulls are dropped; the fields' decoders are compiled when the first value arrives. */
function compileStruct(name: string, schema: Schema, registry: SchemaRegistry): Decoder {
  const struct = name.slice(name.lastIndexOf('.') + 1);
  const type = goTypeOf({ $ref: `#/components/schemas/${name}` });
  let fields: Map<string, Field> | undefined;
  return (value, state) => {
    if (!isJsonObject(value)) return mismatch(state, value, type, 'struct');
    fields ??= compileFields(name, schema, registry);
    const outerStruct = state.struct;
    let result = value;
    for (const key in value) {
      const item = value[key];
      const field = fields.get(key);
      if (field === undefined) reportUnknown(state, key);
      else if (typeof item === field.plainType) {
        if (item !== field.zero) continue;
      } else if (item !== null) {
        state.struct = struct;
        state.path.push(key);
        const next = field.decode(item, state);
        state.path.pop();
        if (next !== field.zero && !(field.isDroppedWhenEmpty && isEmpty(next))) {
          if (next === item) continue;
          if (result === value) result = { ...value };
          result[key] = next;
          continue;
        }
      }
      if (result === value) result = { ...value };
      delete result[key];
    }
    state.struct = outerStruct;
    return result;
  };
}

function compileFields(definition: string, schema: Schema, registry: SchemaRegistry): Map<string, Field> {
  const struct = definition.slice(definition.lastIndexOf('.') + 1);
  const required = new Set(schema.required);
  const keptZeros = new Set(rulesOf(definition).keptZeros);
  return new Map(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      {
        decode: compileValue(property, registry, namedStringType(struct, name)),
        plainType: plainTypeOf(property),
        // An empty record of owners is a wish: to forget them.
        isDroppedWhenEmpty: isCollection(property) && !required.has(name) && name !== 'managedFields',
        zero: required.has(name) || keptZeros.has(name) ? undefined : scalarZero(property),
      },
    ]),
  );
}

/** `stringType` is the Go type of the strings inside, where it has a name of its own. */
function compileValue(schema: Schema, registry: SchemaRegistry, stringType: string | undefined): Decoder {
  if (schema.$ref !== undefined) return decoderOf(referenceName(schema.$ref), registry);
  switch (schema.type) {
    case 'array':
      return compileList(schema, registry, stringType);
    case 'object':
      return compileMap(schema, registry, stringType);
    case 'string':
      return schema.format === 'byte' ? decodeBytes : decodeString(stringType);
    case 'integer':
      return schema.format === 'int32' ? decodeInt32 : decodeInt64;
    case 'number':
      return decodeNumber;
    case 'boolean':
      return decodeBoolean;
    default:
      return decodeRaw;
  }
}

function compileList(schema: Schema, registry: SchemaRegistry, stringType: string | undefined): Decoder {
  const itemSchema = schema.items ?? {};
  const decode = compileValue(itemSchema, registry, stringType);
  const type = goTypeOf(schema, stringType);
  const zero = zeroOf(itemSchema);
  return (value, state) => {
    if (!Array.isArray(value)) return mismatch(state, value, type, 'slice');
    let result = value;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      state.path.push(index);
      const next = item === null ? zero() : decode(item, state);
      state.path.pop();
      if (next === item) continue;
      if (result === value) result = value.slice();
      result[index] = next;
    }
    return result;
  };
}

function compileMap(schema: Schema, registry: SchemaRegistry, stringType: string | undefined): Decoder {
  const valueSchema = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const decode = compileValue(valueSchema, registry, stringType);
  const type = goTypeOf(schema, stringType);
  const zero = zeroOf(valueSchema);
  const plainType = plainTypeOf(valueSchema);
  return (value, state) => {
    if (!isJsonObject(value)) return mismatch(state, value, type, 'map');
    let result = value;
    for (const key in value) {
      const item = value[key];
      if (typeof item === plainType) continue;
      state.path.push({ mapKey: key });
      const next = item === null ? zero() : decode(item, state);
      state.path.pop();
      if (next === item) continue;
      if (result === value) result = { ...value };
      result[key] = next;
    }
    return result;
  };
}

/** The definitions without a type: a schema, or what the name says it may be instead. */
function compileUnion(name: string, registry: SchemaRegistry): Decoder {
  const schemaName = name.replace(/Or(?:Array|Bool|StringArray)$/, '');
  return (value, state) => {
    if (isJsonObject(value)) return decoderOf(schemaName, registry)(value, state);
    if (!name.endsWith('OrArray') || !Array.isArray(value)) return value;
    return value.map((item) => decoderOf(schemaName, registry)(item, state));
  };
}

function scalarZero({ type, format }: Schema): unknown {
  if (type === 'string') return format === undefined ? '' : undefined;
  if (type === 'boolean') return false;
  return type === 'integer' || type === 'number' ? 0 : undefined;
}

/** What Go leaves in a list or a map where JSON has null: a new one each time. */
function zeroOf(schema: Schema): () => unknown {
  if (schema.$ref !== undefined) {
    const own = ownDecoderOf(referenceName(schema.$ref));
    return own === undefined ? () => ({}) : () => own.zero;
  }
  switch (schema.type) {
    case 'string':
      return () => (schema.format === 'byte' ? null : '');
    case 'integer':
    case 'number':
      return () => 0;
    case 'boolean':
      return () => false;
    default:
      return () => null;
  }
}

/** The `typeof` of values that are stored as they come; empty: there are none. */
function plainTypeOf(schema: Schema): string {
  if (schema.format !== undefined) return '';
  return schema.type === 'string' || schema.type === 'boolean' ? schema.type : '';
}

function isCollection(schema: Schema): boolean {
  return schema.type === 'array' || (schema.type === 'object' && schema.additionalProperties !== undefined);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value as object) return false;
  return typeof value === 'object';
}
