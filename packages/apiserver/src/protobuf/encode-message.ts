import type { GroupVersionKind, Schema } from '@sampan/api';
import { definitionName, loadSchemas, referenceTo } from '@sampan/api/schemas';
import { messageName } from './decode-protobuf.js';
import { type MessageFields, messageFields, type NamedField } from './message-fields.js';
import { WireWriter } from './wire-writer.js';
import { wellKnownWriters } from './write-well-known.js';

const wire = new WireWriter();

/**
 * The message of an object of a built-in kind, byte for byte what Kubernetes' own marshallers write: fields in ascending
 * order, those that are no pointers in Go also where they are zero, maps in the order of their keys. Undefined for kinds
 * that have no message. The schema tells the types, the table of field numbers the names.
 */
export function encodeMessage(gvk: GroupVersionKind, object: object): Buffer | undefined {
  const found = metadataKinds[gvk.kind] ?? loadSchemas().forKind(gvk);
  if (found === undefined || messageFields(messageName(found.name)) === undefined) return undefined;
  messageWriter(found)(object as Members);
  return wire.take();
}

interface Definition {
  readonly name: string;
  readonly schema: Schema;
}

type Members = Readonly<Record<string, unknown>>;

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** Kinds that are made of others, and that nobody sends. */
const metadataKinds: Readonly<Record<string, Definition>> = {
  ListMeta: { name: `${meta}ListMeta`, schema: { $ref: referenceTo(`${meta}ListMeta`) } },
  PartialObjectMetadata: {
    name: `${meta}PartialObjectMetadata`,
    schema: { properties: { metadata: { $ref: referenceTo(`${meta}ObjectMeta`) } } },
  },
};

/** Writes the fields of a message. */
type WriteMembers = (object: Members) => void;
/** Writes a value as the field of that number; absent values as the zero of their type. */
type WriteValue = (number: number, value: unknown) => void;

const messages = new Map<string, WriteMembers>();

function messageWriter({ name, schema }: Definition): WriteMembers {
  let writer = messages.get(name);
  if (writer === undefined) {
    const { properties = {} } = loadSchemas().resolve(schema);
    writer = membersWriter(messageName(name), properties);
    messages.set(name, writer);
  }
  return writer;
}

/** The writers of a message's fields are made when it is written for the first time: messages may have themselves inside. */
function membersWriter(message: string, properties: Readonly<Record<string, Schema>>): WriteMembers {
  let fields: readonly WriteMembers[] | undefined;
  return (object) => {
    fields ??= fieldWriters(messageFields(message) ?? new Map(), properties);
    for (const write of fields) write(object);
  };
}

function fieldWriters(fields: MessageFields, properties: Readonly<Record<string, Schema>>): WriteMembers[] {
  const writers: WriteMembers[] = [];
  for (const [number, field] of [...fields].sort(([a], [b]) => b - a)) {
    if ('inlined' in field) {
      const write = membersWriter(field.inlined, properties);
      writers.push((object) => wire.message(number, () => write(object)));
    } else if (Object.hasOwn(properties, field.name)) {
      writers.push(fieldWriter(number, field, properties[field.name] as Schema));
    }
  }
  return writers;
}

function fieldWriter(number: number, field: NamedField, schema: Schema): WriteMembers {
  const { name, optional, always } = field;
  if (schema.type === 'array' && !field.wrapped) return listWriter(number, name, valueWriter(schema.items ?? {}));
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return mapWriter(number, name, valueWriter(schema.additionalProperties));
  }
  const write = valueWriter(schema);
  const leftOut = optional || (isMessage(schema) && !always);
  return (object) => {
    const value = object[name] ?? undefined;
    if (value !== undefined || !leftOut) write(number, value);
  };
}

/** Whether what is absent is left out: messages and bytes are, unless they are always there. */
function isMessage(schema: Schema): boolean {
  return definitionName(schema) !== undefined || !isScalar(schema) || schema.format === 'byte';
}

function isScalar({ type }: Schema): boolean {
  return type === 'string' || type === 'integer' || type === 'number' || type === 'boolean';
}

function listWriter(number: number, name: string, write: WriteValue): WriteMembers {
  return (object) => {
    const values = (object[name] ?? []) as readonly unknown[];
    for (let index = values.length - 1; index >= 0; index--) write(number, values[index]);
  };
}

function mapWriter(number: number, name: string, write: WriteValue): WriteMembers {
  return (object) => {
    const entries = (object[name] ?? {}) as Members;
    for (const key of Object.keys(entries).sort().reverse()) {
      wire.message(number, () => {
        write(2, entries[key]);
        wire.string(1, key);
      });
    }
  };
}

function valueWriter(schema: Schema): WriteValue {
  const definition = definitionName(schema);
  if (definition !== undefined) return definitionWriter(definition);
  switch (schema.type) {
    case 'boolean':
      return (number, value) => wire.boolean(number, value === true);
    case 'integer':
      return (number, value) => wire.integer(number, Number(value ?? 0));
    case 'number':
      return (number, value) => wire.double(number, Number(value ?? 0));
    case 'array': {
      const write = listWriter(1, 'items', valueWriter(schema.items ?? {}));
      return (number, items) => wire.message(number, () => write({ items }));
    }
    case 'string':
      if (schema.format === 'byte')
        return (number, value) => wire.bytes(number, Buffer.from(String(value ?? ''), 'base64'));
      return (number, value) => wire.string(number, String(value ?? ''));
    default:
      return (number, value) => wire.string(number, JSON.stringify(value ?? null));
  }
}

function definitionWriter(definition: string): WriteValue {
  const name = definition.slice(definition.lastIndexOf('.') + 1);
  const wellKnown = wellKnownWriters.get(name);
  if (wellKnown !== undefined) return (number, value) => wire.message(number, () => wellKnown(wire, value));
  const either = eitherWriters.get(name);
  if (either !== undefined) return (number, value) => wire.message(number, () => either(value));
  const schema = loadSchemas().definition(definition);
  if (schema.properties === undefined) return valueWriter({ ...schema });
  const write = messageWriter({ name: definition, schema });
  return (number, value) => wire.message(number, () => write((value ?? {}) as Members));
}

/** Messages that stand for the value of one of their fields. */
const eitherWriters: ReadonlyMap<string, (value: unknown) => void> = new Map([
  ['JSONSchemaPropsOrArray', (value: unknown) => writeSchemaOr(value, (number, schema) => writeSchema(number, schema))],
  [
    'JSONSchemaPropsOrStringArray',
    (value: unknown) => writeSchemaOr(value, (number, text) => wire.string(number, String(text))),
  ],
  ['JSONSchemaPropsOrBool', writeSchemaOrTruth],
]);

/** `{schema = 1, repeated … = 2}`. */
function writeSchemaOr(value: unknown, write: WriteValue): void {
  if (Array.isArray(value)) listWriter(2, 'items', write)({ items: value });
  else writeSchema(1, value);
}

/** `{allows = 1, schema = 2}`: what has to be of a schema is allowed. */
function writeSchemaOrTruth(value: unknown): void {
  const isTruth = typeof value === 'boolean';
  if (!isTruth) writeSchema(2, value);
  wire.boolean(1, isTruth ? value : true);
}

function writeSchema(number: number, value: unknown): void {
  definitionWriter('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps')(number, value);
}
