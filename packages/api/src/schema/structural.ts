import { deepEqual } from '../values/deep-equal.js';
import { DecodeFailure, type DecodeState, formatPath } from './decode-state.js';
import { decoderOf } from './decoder.js';
import type { Schema, SchemaRegistry } from './schema.js';
import { compileArray } from './structural-array.js';
import { compileCombinations } from './structural-combinations.js';
import { compileObject } from './structural-object.js';
import { compileNumber, compileString } from './structural-scalars.js';
import {
  addWrongType,
  jsonTypeOf,
  type StructuralCheck,
  type StructuralState,
  type StructuralWalker,
} from './structural-state.js';
import type { WalkOptions, WalkResult } from './walk.js';

type RootWalker = (value: unknown, options: WalkOptions) => WalkResult;

const rootWalkers = new WeakMap<Schema, RootWalker>();
const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The walker of a custom resource's schema (`openAPIV3Schema`), compiled once. */
export function structuralWalkerOf(schema: Schema, registry: SchemaRegistry): RootWalker {
  let walker = rootWalkers.get(schema);
  if (walker === undefined) {
    walker = compileRoot(schema, registry);
    rootWalkers.set(schema, walker);
  }
  return walker;
}

/** Every object has `apiVersion`, `kind` and `metadata`; the last is decoded as that of any object. */
function compileRoot(schema: Schema, registry: SchemaRegistry): RootWalker {
  const properties = {
    apiVersion: {},
    kind: {},
    ...schema.properties,
    metadata: { ...schema.properties?.metadata, 'x-kubernetes-preserve-unknown-fields': true },
  };
  const walkValue = compileStructural({ ...schema, properties });
  return (value, options) => {
    const unknown: string[] = [];
    const collected = options.unknown === 'Ignore' ? undefined : unknown;
    const withMetadata = decodeMetadata(value, registry, collected);
    if (withMetadata.decodeError !== undefined) {
      return { value, decodeError: withMetadata.decodeError, errors: [], unknown };
    }
    const state: StructuralState = { path: [], errors: [], unknown: collected };
    return { value: walkValue(withMetadata.value, state), errors: state.errors, unknown };
  };
}

function decodeMetadata(
  value: unknown,
  registry: SchemaRegistry,
  unknown: string[] | undefined,
): { value: unknown; decodeError?: string | undefined } {
  if (!isObject(value) || value.metadata === undefined || value.metadata === null) return { value };
  const state: DecodeState = { path: ['metadata'], struct: 'ObjectMeta', unknown, error: undefined };
  try {
    const metadata = decoderOf(objectMeta, registry)(value.metadata, state);
    return { value: metadata === value.metadata ? value : { ...value, metadata }, decodeError: state.error };
  } catch (error) {
    if (error instanceof DecodeFailure) return { value, decodeError: error.message };
    throw error;
  }
}

/** Compiles a schema to the walker of its values. */
export function compileStructural(schema: Schema): StructuralWalker {
  const checks = [
    ...compileType(schema),
    ...compileCombinations(schema, compileCheck),
    ...compileString(schema),
    ...compileNumber(schema),
  ];
  const walkArray = compileArray(schema, compileStructural);
  const enumeration = compileEnum(schema);
  const walkObject = compileObject(schema, compileStructural);
  return (value, state) => {
    for (const check of checks) check(value, state);
    const result = Array.isArray(value) ? walkArray(value, state) : value;
    enumeration?.(value, state);
    return isObject(value) ? walkObject(value, state) : result;
  };
}

/** The schemas inside of `allOf` and the like only check: they do not say which fields there are, nor any defaults. */
function compileCheck(schema: Schema): StructuralCheck {
  return compileStructural(withoutShape(schema));
}

function withoutShape(schema: Schema): Schema {
  const { default: _, ...rest } = schema;
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, withoutShape(property)]);
  return {
    ...rest,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(schema.items !== undefined && { items: withoutShape(schema.items) }),
    ...(typeof schema.additionalProperties === 'object' && {
      additionalProperties: withoutShape(schema.additionalProperties),
    }),
    'x-kubernetes-preserve-unknown-fields': true,
  };
}

function compileType(schema: Schema): StructuralCheck[] {
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  if (types.length === 0) return [];
  return [
    (value, state) => {
      const actual = jsonTypeOf(value);
      if (types.includes(actual) || (actual === 'integer' && types.includes('number'))) return;
      if (actual === 'null' && schema.nullable === true) return;
      addWrongType(state, types.join(','), actual);
    },
  ];
}

function compileEnum({ enum: allowed }: Schema): StructuralCheck | undefined {
  if (allowed === undefined) return undefined;
  const supported = allowed.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return (value, state) => {
    if (allowed.some((candidate) => deepEqual(candidate, value))) return;
    state.errors.push({
      type: 'NotSupported',
      field: formatPath(state.path),
      badValue: value,
      detail: `supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}`,
    });
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
