import type { JsonObject, Schema } from '@sampan/api';
import { definitionName, loadSchemas } from '@sampan/api/schemas';
import { describe, expect, it } from 'vitest';
import { builtInResources } from '../resources/index.js';
import { decodeProtobuf, messageName } from './decode-protobuf.js';
import { encodeMessage } from './encode-message.js';
import { encodeProtobuf, type TypeMeta, watchEventFrame } from './encode-protobuf.js';
import { messageFields } from './message-fields.js';
import { sent } from './sent-by-kubectl.js';

const registry = loadSchemas();
const decode = (body: Buffer) => decodeProtobuf(body, registry, { depth: 500, values: 100_000 });
const encode = (object: TypeMeta) => encodeProtobuf(object);

describe('encodeProtobuf', () => {
  it.each(Object.entries(sent))('writes %s as Go does', (_, text) => {
    const bytes = Buffer.from(text, 'base64');
    expect(encode(decode(bytes) as unknown as TypeMeta).toString('hex')).toBe(bytes.toString('hex'));
  });

  it('writes what kube-apiserver answers in its place', () => {
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'no', code: 406 };
    expect(encode(status).toString('latin1')).toBe(
      'k8s\0\n\f\n\x02v1\x12\x06Status\x12\x1a\n\x06\n\0\x12\0\x1a\0\x12\x07Failure\x1a\x02no"\x000\x96\x03\x1a\0"\0',
    );
  });

  const kinds = [...new Map(builtInResources.map((resource) => [gvkText(resource), resource])).values()];

  it.each(kinds.map((resource) => [gvkText(resource), resource] as const))('%s comes back whole', (_, resource) => {
    const { group, version, kind } = resource;
    const found = registry.forKind({ group, version, kind });
    if (found === undefined) throw new Error(`no schema for ${kind}`);
    const full = example(found.schema) as JsonObject;
    const object = { ...full, apiVersion: group === '' ? version : `${group}/${version}`, kind };
    const bytes = encode(object);
    expect(decode(bytes)).toEqual(object);
    expect(encode(decode(bytes) as unknown as TypeMeta).equals(bytes)).toBe(true);
  });

  it('has a place in the schema for each field that Go always writes', () => {
    const missing: string[] = [];
    for (const definition of registry.names()) {
      const properties = registry.definition(definition).properties;
      const fields = messageFields(messageName(definition));
      if (properties === undefined || fields === undefined) continue;
      for (const field of fields.values()) {
        if ('inlined' in field || field.optional || Object.hasOwn(properties, field.name)) continue;
        missing.push(`${messageName(definition)}.${field.name}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('knows no message of kinds that have none', () => {
    expect(() => encodeProtobuf({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' })).toThrow(
      'object *v1.Table does not implement the protobuf marshalling interface',
    );
    expect(encodeMessage({ group: 'example.com', version: 'v1', kind: 'Widget' }, {})).toBeUndefined();
  });

  it('frames events of a watch', () => {
    const frame = watchEventFrame('ADDED', Buffer.from('body'));
    expect(frame.toString('latin1')).toBe('\0\0\0\x0f\n\x05ADDED\x12\x06\n\x04body');
  });
});

function gvkText({ group, version, kind }: { group: string; version: string; kind: string }): string {
  return `${group}/${version} ${kind}`;
}

const wellKnown: Readonly<Record<string, unknown>> = {
  Time: '2026-01-02T03:04:05Z',
  MicroTime: '2026-01-02T03:04:05.678000Z',
  Quantity: '1500m',
  IntOrString: '50%',
  FieldsV1: { 'f:metadata': { 'f:name': {} } },
  RawExtension: { any: ['thing', 1] },
  JSON: { any: 'value' },
  JSONSchemaPropsOrArray: { type: 'string' },
  JSONSchemaPropsOrStringArray: ['a', 'b'],
  JSONSchemaPropsOrBool: true,
};

/** A value in which every field is set, those of messages that have themselves inside as deep as they can be told apart. */
function example(schema: Schema, inside: readonly string[] = []): unknown {
  const definition = definitionName(schema);
  if (definition !== undefined) {
    const short = definition.slice(definition.lastIndexOf('.') + 1);
    if (Object.hasOwn(wellKnown, short)) return wellKnown[short];
    const resolved = registry.definition(definition);
    if (inside.includes(definition)) return resolved.properties === undefined ? example({ ...resolved }, inside) : {};
    return example({ ...resolved }, [...inside, definition]);
  }
  if (schema.properties !== undefined) return exampleObject(schema.properties, inside);
  if (schema.type === 'array') return [example(schema.items ?? {}, inside), example(schema.items ?? {}, inside)];
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return { b: example(schema.additionalProperties, inside), a: example(schema.additionalProperties, inside) };
  }
  return scalar(schema);
}

/** What objects within objects say of their kind is not sent. */
function exampleObject({ apiVersion, kind, ...properties }: Record<string, Schema>, inside: readonly string[]) {
  const all = properties.metadata === undefined ? { apiVersion, kind, ...properties } : properties;
  const present = Object.entries(all).filter((entry): entry is [string, Schema] => entry[1] !== undefined);
  return Object.fromEntries(present.map(([name, property]) => [name, example(property, inside)]));
}

function scalar({ type, format }: Schema): unknown {
  if (type === 'boolean') return true;
  if (type === 'integer') return format === 'int32' ? -7 : 2 ** 40 + 1;
  if (type === 'number') return 1.5;
  return format === 'byte' ? Buffer.from('bytes').toString('base64') : 'téxt';
}
