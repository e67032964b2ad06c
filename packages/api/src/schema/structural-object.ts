import { isJsonObject, type JsonObject } from '../values/json.js';
import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import { addInvalid, type StructuralCheck, type StructuralState } from './structural-state.js';

/** The fields, and how many and which there are. */
export function compileObject(schema: Schema, compile: (schema: Schema) => StructuralCheck): StructuralCheck[] {
  const properties = new Map(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, compile(property)]),
  );
  const values = schema.additionalProperties;
  const checkOther = typeof values === 'object' ? compile(values) : undefined;
  return [
    (value, old, state) => {
      if (!isJsonObject(value)) return;
      for (const key of Object.keys(value)) {
        const check = properties.get(key) ?? checkOther;
        if (check === undefined) continue;
        state.path.push(key);
        check(value[key], isJsonObject(old) && Object.hasOwn(old, key) ? old[key] : undefined, state);
        state.path.pop();
      }
      checkFields(schema, value, state);
    },
  ];
}

function checkFields(schema: Schema, value: JsonObject, state: StructuralState): void {
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

function checkNamesItself(value: JsonObject, state: StructuralState): void {
  for (const name of ['apiVersion', 'kind']) {
    if (typeof value[name] === 'string' && value[name] !== '') continue;
    state.errors.push({ type: 'Required', field: formatPath([...state.path, name]), detail: '' });
  }
}
