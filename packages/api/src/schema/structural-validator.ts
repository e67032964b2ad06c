import type { FieldError } from '../validation/field-error.js';
import { deepEqual } from '../values/deep-equal.js';
import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import { compileArray } from './structural-array.js';
import { compileCombinations } from './structural-combinations.js';
import { compileObject } from './structural-object.js';
import { compileNumber, compileString } from './structural-scalars.js';
import { addWrongType, jsonTypeOf, type StructuralCheck, type StructuralState } from './structural-state.js';

const validators = new WeakMap<Schema, StructuralCheck>();

/**
 * What is wrong with a custom resource by its structural schema (`openAPIV3Schema`), in the words of kube-apiserver.
 * Where a part is as it was in `old`, it is not complained about (ratcheting).
 */
export function validateStructural(value: unknown, schema: Schema, old?: unknown): FieldError[] {
  let validator = validators.get(schema);
  if (validator === undefined) {
    // Metadata is validated as that of any object.
    validator = compileValidator({ ...schema, properties: { ...schema.properties, metadata: {} } });
    validators.set(schema, validator);
  }
  const state: StructuralState = { path: [], errors: [] };
  validator(value, old, state);
  return state.errors;
}

/** What is wrong with a value that is a part of an object, by the schema of that part: paths begin with `path`. */
export function validateValue(value: unknown, schema: Schema, path: string): FieldError[] {
  const state: StructuralState = { path: [path], errors: [] };
  compileValidator(schema)(value, undefined, state);
  return state.errors;
}

/** Compiles a schema to the check of its values. */
function compileValidator(schema: Schema): StructuralCheck {
  const checks = [
    ...compileType(schema),
    ...compileCombinations(schema, compileValidator),
    ...compileString(schema),
    ...compileNumber(schema),
    ...compileArray(schema, compileValidator),
    ...compileEnum(schema),
    ...compileObject(schema, compileValidator),
  ];
  return (value, old, state) => {
    const before = state.errors.length;
    for (const check of checks) check(value, old, state);
    const isWrong = state.errors.length > before;
    if (isWrong && old !== undefined && deepEqual(value, old)) state.errors.length = before;
  };
}

function compileType(schema: Schema): StructuralCheck[] {
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  if (types.length === 0) return [];
  return [
    (value, _old, state) => {
      const actual = jsonTypeOf(value);
      if (types.includes(actual) || (actual === 'integer' && types.includes('number'))) return;
      if (actual === 'null' && schema.nullable === true) return;
      addWrongType(state, types.join(','), actual);
    },
  ];
}

function compileEnum({ enum: allowed }: Schema): StructuralCheck[] {
  if (allowed === undefined) return [];
  const supported = allowed.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const detail = `supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}`;
  return [
    (value, _old, state) => {
      if (allowed.some((candidate) => deepEqual(candidate, value))) return;
      state.errors.push({ type: 'NotSupported', field: formatPath(state.path), badValue: value, detail });
    },
  ];
}
