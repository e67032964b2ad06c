import { DecodeFailure, type DecodeState, type DecodeWording } from './decode-state.js';
import { decoderOf } from './decoder.js';
import type { Schema, SchemaRegistry } from './schema.js';
import { definitionName } from './schema-registry.js';
import { decodeStructural } from './structural-decoder.js';

/** What a request's `fieldValidation` parameter may say about fields that the schema does not know. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface DecodeOptions {
  /** Unknown fields are always dropped; `Ignore` does not even report them. */
  unknown: FieldValidation;
  /** `json` by default. */
  wording?: DecodeWording;
}

export interface DecodeResult {
  /** The value without unknown fields, in canonical form; shares with the one that came in what did not change. */
  value: unknown;
  /**
   * The value does not fit its type, in the words of Go's decoder: `json: cannot unmarshal string into Go struct field
   * DeploymentSpec.spec.replicas of type int32`. The request is bad, and the value not to be used.
   */
  decodeError?: string;
  /** The paths of unknown fields: `spec.containers[0].foo`. */
  unknown: string[];
}

/**
 * Reads a value as an object of a schema: what it is not made for is dropped or refused, what it may not be is for
 * `validate` to say. A definition of the registry, or a reference to one, is a built-in kind's
 * ({@link decodeDefinition}); all others are structural schemas of custom resources, of which only metadata has types.
 */
export function decode(value: unknown, schema: Schema, registry: SchemaRegistry, options: DecodeOptions): DecodeResult {
  const name = definitionName(schema);
  if (name !== undefined) return decodeDefinition(value, name, registry, options);
  return decodeWith((state) => decodeStructural(value, schema, { registry, state }), value, options);
}

/**
 * Decodes an object of a built-in kind as Go does: checks types, drops unknown fields and nulls, and brings times,
 * quantities and bytes into the form that Kubernetes stores.
 *
 * @param name the definition, such as `io.k8s.api.apps.v1.Deployment`
 */
export function decodeDefinition(
  value: unknown,
  name: string,
  registry: SchemaRegistry,
  options: DecodeOptions,
): DecodeResult {
  return decodeWith((state) => decoderOf(name, registry)(value, state), value, options);
}

function decodeWith(run: (state: DecodeState) => unknown, value: unknown, options: DecodeOptions): DecodeResult {
  const unknown: string[] = [];
  const state: DecodeState = {
    path: [],
    struct: '',
    ...(options.wording !== undefined && { wording: options.wording }),
    unknown: options.unknown === 'Ignore' ? undefined : unknown,
    error: undefined,
  };
  try {
    const decoded = run(state);
    return { value: decoded, ...(state.error !== undefined && { decodeError: state.error }), unknown };
  } catch (error) {
    if (error instanceof DecodeFailure) return { value, decodeError: error.message, unknown };
    throw error;
  }
}

/** `strict decoding error: unknown field "spec.foo", unknown field "spec.bar"`: what `Strict` answers. */
export function strictDecodingError(unknown: readonly string[]): string {
  return `strict decoding error: ${unknownFieldWarnings(unknown).join(', ')}`;
}

/** `unknown field "spec.foo"`, once each: what `Warn` sends as warnings. */
export function unknownFieldWarnings(unknown: readonly string[]): string[] {
  return [...new Set(unknown)].map((path) => `unknown field "${path}"`);
}
