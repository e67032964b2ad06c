import { deepClone } from '../values/deep-clone.js';
import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import { addInvalid, type StructuralState, type StructuralWalker } from './structural-state.js';

type Fields = Record<string, unknown>;

interface Property {
  walk: StructuralWalker;
  default: unknown;
  nullable: boolean;
}

/** What an object inside of another has without its schema saying so (`x-kubernetes-embedded-resource`). */
const objectFields = new Set(['apiVersion', 'kind', 'metadata']);

/** Drops unknown fields, fills in defaults, walks the fields, and checks how many and which there are. */
export function compileObject(
  schema: Schema,
  compile: (schema: Schema) => StructuralWalker,
): (value: Fields, state: StructuralState) => Fields {
  const properties = new Map<string, Property>(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      { walk: compile(property), default: property.default, nullable: property.nullable === true },
    ]),
  );
  const values = schema.additionalProperties;
  const walkOther = typeof values === 'object' ? compile(values) : undefined;
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true || (values !== undefined && values !== false);
  const isKnown = (key: string) =>
    properties.has(key) || (schema['x-kubernetes-embedded-resource'] === true && objectFields.has(key));

  return (value, state) => {
    let result = value;
    for (const [name, property] of properties) {
      const isNull = Object.hasOwn(value, name) && value[name] === null && !property.nullable;
      if (Object.hasOwn(value, name) && !isNull) continue;
      if (property.default === undefined && !isNull) continue;
      if (result === value) result = { ...value };
      if (property.default === undefined) delete result[name];
      else setField(result, name, deepClone(property.default));
    }
    for (const key of Object.keys(result)) {
      const walk = properties.get(key)?.walk ?? (isKnown(key) ? undefined : walkOther);
      if (walk !== undefined) {
        state.path.push(key);
        const next = walk(result[key], state);
        state.path.pop();
        if (next === result[key]) continue;
        if (result === value) result = { ...value };
        setField(result, key, next);
      } else if (!isKnown(key) && !keepsUnknown) {
        state.unknown?.push(formatPath([...state.path, key]));
        if (result === value) result = { ...value };
        delete result[key];
      }
    }
    checkFields(schema, result, state);
    return result;
  };
}

/** Sets a field of that very name, also where the name is `__proto__`. */
function setField(target: Fields, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

function checkFields(schema: Schema, value: Fields, state: StructuralState): void {
  if (schema['x-kubernetes-embedded-resource'] === true) checkNamesItself(value, state);
  const count = Object.keys(value).length;
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && count < minProperties) {
    addInvalid(state, minProperties, `should have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && count > maxProperties) {
    const detail = `must have at most ${maxProperties} item${maxProperties === 1 ? '' : 's'}`;
    state.errors.push({ type: 'TooMany', field: formatPath(state.path), badValue: maxProperties, detail });
  }
  for (const name of schema.required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    state.errors.push({ type: 'Required', field: formatPath([...state.path, name]), detail: '' });
  }
}

function checkNamesItself(value: Fields, state: StructuralState): void {
  for (const name of ['apiVersion', 'kind']) {
    if (typeof value[name] === 'string' && value[name] !== '') continue;
    state.errors.push({ type: 'Required', field: formatPath([...state.path, name]), detail: 'must not be empty' });
  }
}
