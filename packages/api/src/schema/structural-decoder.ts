import { isJsonObject, type JsonObject, setField } from '../values/json.js';
import { type Decoder, type DecodeState, reportUnknown } from './decode-state.js';
import { decoderOf } from './decoder.js';
import type { Schema, SchemaRegistry } from './schema.js';

const decoders = new WeakMap<Schema, Decoder>();
const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/**
 * Decodes a custom resource by its structural schema (`openAPIV3Schema`): metadata as that of any object; of the rest,
 * unknown fields are dropped, and nulls where none may be.
 */
export function decodeStructural(
  value: unknown,
  schema: Schema,
  { registry, state }: { registry: SchemaRegistry; state: DecodeState },
): unknown {
  let decoder = decoders.get(schema);
  if (decoder === undefined) {
    decoder = compileRoot(schema, registry);
    decoders.set(schema, decoder);
  }
  return decoder(value, state);
}

/** Every object has `apiVersion`, `kind` and `metadata`, whether its schema says so or not. */
function compileRoot(schema: Schema, registry: SchemaRegistry): Decoder {
  const { metadata: _, ...properties } = schema.properties ?? {};
  const decodeFields = compileDecoder({
    ...schema,
    properties: { apiVersion: {}, kind: {}, ...properties, metadata: keepsAll },
  });
  return (value, state) => decodeFields(decodeMetadata(value, registry, state), state);
}

const keepsAll: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

function decodeMetadata(value: unknown, registry: SchemaRegistry, state: DecodeState): unknown {
  if (!isJsonObject(value) || value.metadata === undefined || value.metadata === null) return value;
  // Go reads metadata apart from the rest: mismatches are told from there, unknown fields from the object.
  state.struct = 'ObjectMeta';
  const unknown = state.unknown?.length ?? 0;
  const metadata = decoderOf(objectMeta, registry)(value.metadata, state);
  state.unknown?.splice(unknown, Infinity, ...state.unknown.slice(unknown).map((path) => `metadata.${path}`));
  return metadata === value.metadata ? value : { ...value, metadata };
}

function compileDecoder(schema: Schema): Decoder {
  const decodeItem = schema.items === undefined ? undefined : compileDecoder(schema.items);
  const decodeObject = compileObject(schema);
  return (value, state) => {
    if (Array.isArray(value)) return decodeItem === undefined ? value : decodeItems(value, decodeItem, state);
    return isJsonObject(value) ? decodeObject(value, state) : value;
  };
}

function decodeItems(value: unknown[], decodeItem: Decoder, state: DecodeState): unknown[] {
  let result = value;
  for (let index = 0; index < value.length; index++) {
    state.path.push(index);
    const next = decodeItem(value[index], state);
    state.path.pop();
    if (next === value[index]) continue;
    if (result === value) result = value.slice();
    result[index] = next;
  }
  return result;
}

interface Property {
  decode: Decoder;
  nullable: boolean;
}

/** What an object inside of another has without its schema saying so (`x-kubernetes-embedded-resource`). */
const objectFields = new Set(['apiVersion', 'kind', 'metadata']);

function compileObject(schema: Schema): (value: JsonObject, state: DecodeState) => JsonObject {
  const properties = new Map<string, Property>(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      { decode: compileDecoder(property), nullable: property.nullable === true },
    ]),
  );
  const values = schema.additionalProperties;
  const decodeOther = typeof values === 'object' ? compileDecoder(values) : undefined;
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true || (values !== undefined && values !== false);
  const isOfObjects = schema['x-kubernetes-embedded-resource'] === true;

  return (value, state) => {
    let result = value;
    for (const key of Object.keys(value)) {
      const property = properties.get(key);
      const isKnown = property !== undefined || (isOfObjects && objectFields.has(key));
      const isDropped = isKnown ? value[key] === null && property?.nullable === false : !keepsUnknown;
      if (isDropped) {
        if (!isKnown) reportUnknown(state, key);
        if (result === value) result = { ...value };
        delete result[key];
        continue;
      }
      const decodeValue = property?.decode ?? (isKnown ? undefined : decodeOther);
      if (decodeValue === undefined) continue;
      state.path.push(key);
      const next = decodeValue(value[key], state);
      state.path.pop();
      if (next === value[key]) continue;
      if (result === value) result = { ...value };
      setField(result, key, next);
    }
    return result;
  };
}
