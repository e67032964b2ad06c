import { type JsonObject, type Schema, type SchemaRegistry, setField } from '@sampan/api';
import { definitionName } from '@sampan/api/schemas';
import { messageFields } from './message-fields.js';
import { jsonWithin, wellKnownTypes } from './well-known-types.js';
import { bytesOf, numberOf, type WireBudget, WireError, wireFields } from './wire-reader.js';

/** What every protobuf body of Kubernetes begins with. */
const magic = Buffer.from('k8s\0');

/**
 * Reads a body of `application/vnd.kubernetes.protobuf` as the JSON that it stands for: a `runtime.Unknown` around the
 * object. The schema tells the types, the table of field numbers the names. Throws {@link WireError}, and WireBudgetError
 * where there are more than `values` fields.
 */
export function decodeProtobuf(
  body: Buffer,
  registry: SchemaRegistry,
  { depth, values }: { depth: number; values: number },
): JsonObject {
  const budget: WireBudget = { fields: values };
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw new WireError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  let typeMeta = { apiVersion: '', kind: '' };
  let raw: Buffer = Buffer.alloc(0);
  for (const { number, value } of wireFields(body.subarray(magic.length), budget)) {
    if (number === 1) typeMeta = readTypeMeta(bytesOf(value), budget);
    if (number === 2) raw = bytesOf(value);
  }
  const { apiVersion, kind } = typeMeta;
  const slash = apiVersion.indexOf('/');
  const gvk = { group: slash === -1 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
  const found = registry.forKind(gvk) ?? registry.forKind({ group: '', version: 'v1', kind });
  if (found === undefined) throw new WireError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return {
    apiVersion,
    kind,
    ...readMessage(raw, messageName(found.name), { schema: found.schema, registry, budget, depth }),
  };
}

function readTypeMeta(bytes: Buffer, budget: WireBudget): { apiVersion: string; kind: string } {
  const typeMeta = { apiVersion: '', kind: '' };
  for (const { number, value } of wireFields(bytes, budget)) {
    if (number === 1) typeMeta.apiVersion = bytesOf(value).toString();
    if (number === 2) typeMeta.kind = bytesOf(value).toString();
  }
  return typeMeta;
}

/** `io.k8s.api.core.v1.Pod` is `core.v1.Pod` in the table. */
export function messageName(definition: string): string {
  return definition.replace(
    /^io\.k8s\.(?:api|(?:apimachinery|apiextensions-apiserver|kube-aggregator)\.pkg\.apis)\./,
    '',
  );
}

interface Context {
  /** The object that fields belong to; inlined messages have their parent's. */
  schema: Schema;
  registry: SchemaRegistry;
  budget: WireBudget;
  /** How many messages deeper it may go. */
  depth: number;
  /** On the wire a zero is written whether it was set or not: true for fields whose JSON has it, too. */
  showsZero?: boolean;
}

function readMessage(bytes: Buffer, message: string, context: Context, into: JsonObject = {}): JsonObject {
  const fields = messageFields(message);
  if (fields === undefined) throw new WireError(`no message is called ${message}`);
  if (context.depth === 0) throw new WireError('proto: exceeded max depth');
  const properties = context.schema.properties ?? {};
  const { registry, budget } = context;
  const depth = context.depth - 1;
  for (const { number, value } of wireFields(bytes, budget)) {
    const field = fields.get(number);
    if (field === undefined) continue;
    if ('inlined' in field) {
      readMessage(bytesOf(value), field.inlined, { ...context, depth }, into);
    } else {
      const schema = Object.hasOwn(properties, field.name) ? properties[field.name] : undefined;
      const showsZero = field.optional || context.schema.required?.includes(field.name) === true;
      if (schema === undefined) continue;
      const inner = { schema, registry, budget, depth, showsZero };
      if (field.wrapped) into[field.name] = readValue(value, inner);
      else readField(into, field.name, value, inner);
    }
  }
  return into;
}

function readField(into: JsonObject, name: string, value: bigint | Buffer, context: Context): void {
  const { schema } = context;
  if (schema.type === 'array') {
    into[name] ??= [];
    (into[name] as unknown[]).push(readValue(value, { ...context, schema: schema.items ?? {} }));
  } else if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    into[name] ??= {};
    const [key, entry] = readMapEntry(bytesOf(value), { ...context, schema: schema.additionalProperties });
    setField(into[name] as JsonObject, key, entry);
  } else {
    const read = readValue(value, context);
    if (read !== undefined && (!isZero(read) || context.showsZero)) into[name] = read;
  }
}

function readMapEntry(bytes: Buffer, context: Context): [string, unknown] {
  let key = '';
  let read: unknown;
  for (const { number, value } of wireFields(bytes, context.budget)) {
    if (number === 1) key = bytesOf(value).toString();
    else if (number === 2) read = readValue(value, context);
  }
  return [key, read ?? emptyValue(context.schema)];
}

function emptyValue(schema: Schema): unknown {
  if (schema.$ref !== undefined) return {};
  return schema.type === 'array' ? [] : '';
}

function readValue(value: bigint | Buffer, context: Context): unknown {
  const { schema, budget } = context;
  const definition = definitionName(schema);
  if (definition !== undefined) return readDefinition(value, definition, context);
  switch (schema.type) {
    case 'boolean':
      return value !== 0n;
    case 'integer':
      return Number(BigInt.asIntN(64, numberOf(value)));
    case 'number':
      return bytesOf(value).readDoubleLE(0);
    case 'array':
      // A list within a map or a list is a message of its own: `{repeated string items = 1}`.
      return [...wireFields(bytesOf(value), budget)].map((item) =>
        readValue(item.value, { ...context, schema: schema.items ?? {} }),
      );
    case 'string':
      return schema.format === 'byte' ? bytesOf(value).toString('base64') : bytesOf(value).toString();
    default:
      return jsonWithin(bytesOf(value), budget);
  }
}

function readDefinition(value: bigint | Buffer, definition: string, context: Context): unknown {
  const name = definition.slice(definition.lastIndexOf('.') + 1);
  const wellKnown = wellKnownTypes.get(name);
  if (wellKnown !== undefined) return wellKnown(bytesOf(value), context.budget);
  const eithers = eitherTypes.get(name);
  if (eithers !== undefined) return readEither(bytesOf(value), eithers, context);
  const schema = context.registry.definition(definition);
  if (schema.properties === undefined) return readValue(value, { ...context, schema: { ...schema } });
  return readMessage(bytesOf(value), messageName(definition), { ...context, schema });
}

const schemaProps: Schema = {
  $ref: '#/components/schemas/io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
};

/** Messages that stand for the value of one of their fields: the schemas of those, by number. */
const eitherTypes: ReadonlyMap<string, ReadonlyMap<number, Schema>> = new Map([
  ['JSONSchemaPropsOrArray', eitherOf(schemaProps, { type: 'array', items: schemaProps })],
  ['JSONSchemaPropsOrBool', eitherOf({ type: 'boolean' }, schemaProps)],
  ['JSONSchemaPropsOrStringArray', eitherOf(schemaProps, { type: 'array', items: { type: 'string' } })],
]);

function eitherOf(first: Schema, second: Schema): ReadonlyMap<number, Schema> {
  return new Map([
    [1, first],
    [2, second],
  ]);
}

/** A message says more than a truth value, which is written beside it in any case. */
function readEither(bytes: Buffer, schemas: ReadonlyMap<number, Schema>, context: Context): unknown {
  const read: { value?: unknown } = {};
  for (const { number, value } of wireFields(bytes, context.budget)) {
    const schema = schemas.get(number);
    if (schema === undefined || (schema.type === 'boolean' && read.value !== undefined)) continue;
    readField(read, 'value', value, { ...context, schema, showsZero: true });
  }
  return read.value;
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '' || value === false;
}
