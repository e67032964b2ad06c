import type { Schema } from '../schema/schema.js';
import { isJsonObject } from '../values/json.js';
import { escapeName, unescapeName } from './escaped-names.js';
import type { SizeEstimator } from './estimate.js';
import { parseCelDuration, parseDay, parseTimestamp } from './times.js';
import { bool, bytes, double, duration, dyn, int, listOf, mapOf, string, type Type, timestamp } from './types.js';
import { CelObject, listSemantics, type Value } from './values.js';

/** What expressions see of data with a schema: its type, how large it may be, and its values. */
export interface Declared {
  readonly type: Type;
  /** The most code points, items or entries. */
  readonly maxSize: number;
  /** The least bytes of it in JSON. */
  readonly minBytes: number;
  readonly item?: Declared;
  /** By the name that expressions have for a field. */
  readonly fields?: ReadonlyMap<string, Declared>;
  toValue(raw: unknown): Value;
}

/** The largest body of a request, which bounds what is not bounded otherwise. */
export const maxRequestBytes = 3 * 1024 * 1024;

/**
 * What is declared of data with this schema (`SchemaDeclType`); undefined: expressions do not see it, as its type is not
 * known. The root of an object has a name and a kind in any case.
 */
export function declare(
  schema: Schema,
  isRoot = schema['x-kubernetes-embedded-resource'] === true,
): Declared | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    const maxSize = schema.maxLength === undefined ? maxRequestBytes - 2 : Math.max(schema.maxLength, 0) * 4;
    return { type: dyn, maxSize, minBytes: 1, toValue: untypedValue };
  }
  switch (schema.type) {
    case 'array':
      return schema.items === undefined ? undefined : declareList(schema, schema.items);
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? declareMap(schema, schema.additionalProperties)
        : declareObject(isRoot ? withObjectMeta(schema) : schema);
    case 'string':
      return declareString(schema);
    case 'boolean':
      return scalar(bool, 4);
    case 'number':
      return { ...scalar(double, 1), toValue: (raw) => Number(raw) };
    case 'integer':
      return { ...scalar(int, 1), toValue: (raw) => BigInt(Math.trunc(Number(raw))) };
    default:
      return undefined;
  }
}

function scalar(type: Type, minBytes: number): Declared {
  return { type, maxSize: 1, minBytes, toValue: (raw) => raw as Value };
}

function declareList(schema: Schema, items: Schema): Declared | undefined {
  const item = declare(items);
  if (item === undefined) return undefined;
  const maxSize =
    schema.maxItems === undefined
      ? Math.floor((maxRequestBytes - 2) / (item.minBytes + 1))
      : Math.max(schema.maxItems, 0);
  return {
    ...{ type: listOf(item.type), maxSize, minBytes: 2, item },
    toValue: (raw) => {
      const list = (raw as unknown[]).map((one) => (one === null ? null : item.toValue(one)));
      const kind = schema['x-kubernetes-list-type'];
      if (kind === 'set') listSemantics.set(list, { keyOf: () => undefined });
      if (kind === 'map') {
        const keys = (schema['x-kubernetes-list-map-keys'] ?? []).map((key) => escapeName(key) ?? key);
        listSemantics.set(list, {
          keyOf: (one) => (one instanceof CelObject ? keys.map((key) => one.get(key) ?? null) : undefined),
        });
      }
      return list;
    },
  };
}

function declareMap(schema: Schema, values: Schema): Declared | undefined {
  const item = declare(values);
  if (item === undefined) return undefined;
  const maxSize =
    schema.maxProperties === undefined
      ? Math.floor((maxRequestBytes - 2) / (item.minBytes + 6))
      : Math.max(schema.maxProperties, 0);
  return {
    ...{ type: mapOf(string, item.type), maxSize, minBytes: 2, item },
    toValue: (raw) =>
      new Map(Object.entries(raw as object).map(([key, value]) => [key, value === null ? null : item.toValue(value)])),
  };
}

let objects = 0;

function declareObject(schema: Schema): Declared {
  const fields = new Map<string, Declared>();
  let minBytes = 2;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const field = declare(property);
    if (field === undefined) continue;
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, field);
    if (schema.required?.includes(name) && property.default === undefined) minBytes += name.length + field.minBytes + 4;
  }
  const typeName = `selfType${++objects}`;
  const type: Type = { kind: 'object', name: typeName, field: (name) => fields.get(name)?.type };
  return {
    ...{ type, maxSize: 1, minBytes, fields },
    toValue: (raw) => (isJsonObject(raw) ? new SchemaObject(raw, fields, typeName) : (raw as Value)),
  };
}

/** An object whose fields become values when somebody looks at them. Nulls are not there. */
class SchemaObject extends CelObject {
  readonly typeName: string;
  readonly #raw: Readonly<Record<string, unknown>>;
  readonly #fields: ReadonlyMap<string, Declared>;
  readonly #values = new Map<string, Value>();

  constructor(raw: Readonly<Record<string, unknown>>, fields: ReadonlyMap<string, Declared>, typeName: string) {
    super();
    this.#raw = raw;
    this.#fields = fields;
    this.typeName = typeName;
  }

  *names(): Generator<string> {
    for (const name of Object.keys(this.#raw)) {
      const escaped = escapeName(name);
      if (escaped !== undefined && this.#fields.has(escaped) && this.#raw[name] != null) yield escaped;
    }
  }

  get(name: string): Value | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const field = this.#fields.get(name);
    const raw = field === undefined ? undefined : this.#raw[unescapeName(name)];
    if (field === undefined || raw === undefined || raw === null) return undefined;
    const value = field.toValue(raw);
    this.#values.set(name, value);
    return value;
  }
}

function declareString({ format, maxLength, enum: allowed }: Schema): Declared {
  const anySize = maxRequestBytes - 2;
  switch (format) {
    case 'byte':
      return {
        ...{ type: bytes, maxSize: maxLength === undefined ? anySize : Math.max(maxLength, 0), minBytes: 2 },
        toValue: (raw) => decodeBase64(String(raw)),
      };
    case 'duration':
      return {
        type: duration,
        maxSize: 32,
        minBytes: 3,
        toValue: (raw) => parseCelDuration(String(raw)) ?? String(raw),
      };
    case 'date':
      return { type: timestamp, maxSize: 12, minBytes: 12, toValue: (raw) => parseDay(String(raw)) ?? String(raw) };
    case 'date-time':
      return {
        type: timestamp,
        maxSize: 32,
        minBytes: 21,
        toValue: (raw) => parseTimestamp(String(raw)) ?? String(raw),
      };
  }
  const longest = allowed === undefined ? anySize : Math.max(0, ...allowed.map((value) => String(value).length));
  const maxSize = maxLength === undefined ? longest : Math.max(maxLength, 0) * 4;
  return { type: string, maxSize, minBytes: 2, toValue: (raw) => raw as Value };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const result: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value === -1) continue;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    result.push((buffer >> bits) & 0xff);
  }
  return Uint8Array.from(result);
}

/** Data without a schema: whole numbers are ints. */
export function untypedValue(raw: unknown): Value {
  if (typeof raw === 'number') return Number.isInteger(raw) ? BigInt(raw) : raw;
  if (Array.isArray(raw)) return raw.map(untypedValue);
  if (isJsonObject(raw)) return new Map(Object.entries(raw).map(([key, value]) => [key, untypedValue(value)]));
  return (raw ?? null) as Value;
}

/** Every object has these, whether its schema says so or not. */
export function withObjectMeta(schema: Schema): Schema {
  const { metadata } = schema.properties ?? {};
  const text: Schema = { type: 'string' };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      kind: text,
      apiVersion: text,
      metadata: { type: 'object', properties: { name: text, generateName: text, ...metadata?.properties } },
    },
  };
}

/** How large what a path leads to may be. A path begins with a variable, whose declaration is the root. */
export function sizesOf(root: Declared): SizeEstimator {
  return ([, ...path]) => {
    let current: Declared | undefined = root;
    for (const step of path) {
      // Keys of maps are texts of any length.
      if (step === '@keys') return current?.fields === undefined ? maxRequestBytes - 2 : undefined;
      current = step === '@items' || step === '@values' ? current?.item : current?.fields?.get(step);
      if (current === undefined) return undefined;
    }
    return current.maxSize;
  };
}
