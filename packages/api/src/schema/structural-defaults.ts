import { deepClone } from '../values/deep-clone.js';
import { isJsonObject, type JsonObject, setField } from '../values/json.js';
import type { Schema } from './schema.js';

/** Fills in the defaults of a value, in place. */
type Defaulter = (value: unknown) => void;

const defaulters = new WeakMap<Schema, Defaulter>();

/**
 * Fills in what a structural schema says as defaults, in place, also inside of defaults. A null has been dropped by
 * decoding where none may be, so its default comes in its place.
 */
export function setStructuralDefaults(value: unknown, schema: Schema): void {
  let defaulter = defaulters.get(schema);
  if (defaulter === undefined) {
    defaulter = compile(schema) ?? nothing;
    defaulters.set(schema, defaulter);
  }
  defaulter(value);
}

const nothing: Defaulter = () => {};

/** Undefined where there are no defaults: most of a schema has none, and is not walked. */
function compile(schema: Schema): Defaulter | undefined {
  const setFields = compileFields(schema.properties ?? {});
  const values = schema.additionalProperties;
  const setOther = typeof values === 'object' ? compile(values) : undefined;
  const setItem = schema.items === undefined ? undefined : compile(schema.items);
  if (setFields === undefined && setOther === undefined && setItem === undefined) return undefined;
  return (value) => {
    if (Array.isArray(value)) {
      if (setItem !== undefined) for (const item of value) setItem(item);
    } else if (isJsonObject(value)) {
      setFields?.(value);
      if (setOther === undefined) return;
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(schema.properties ?? {}, key)) setOther(value[key]);
      }
    }
  };
}

function compileFields(properties: Record<string, Schema>): ((value: JsonObject) => void) | undefined {
  const fields = Object.entries(properties).flatMap(([name, property]) => {
    const [fallback, inside] = [property.default, compile(property)];
    return fallback === undefined && inside === undefined ? [] : [{ name, fallback, inside }];
  });
  if (fields.length === 0) return undefined;
  return (value) => {
    for (const { name, fallback, inside } of fields) {
      if (!Object.hasOwn(value, name)) {
        if (fallback === undefined) continue;
        setField(value, name, deepClone(fallback));
      }
      inside?.(value[name]);
    }
  };
}
