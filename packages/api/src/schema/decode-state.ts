/**
 * `json`: what kube-apiserver says of a body. `unstructured`: what it says of the outcome of a strategic merge patch,
 * which it has as data already.
 */
export type DecodeWording = 'json' | 'unstructured';

/** The kinds of Go types that are told apart in words. */
export type GoKind = 'map' | 'slice' | 'struct' | 'string' | 'bool' | 'int32' | 'int64' | 'float64';

/** A step into a value: a field of a struct, an item of a list, or a key of a map. */
export type PathStep = string | number | { readonly mapKey: string };

/** What one decoding has seen so far. */
export interface DecodeState {
  readonly path: PathStep[];
  /** The Go struct whose field is being decoded. */
  struct: string;
  /** The paths of unknown fields; undefined: nobody wants to know. */
  readonly unknown: string[] | undefined;
  /** Whose words are used for mismatches: those of the JSON decoder, or of the converter of unstructured objects. */
  readonly wording?: DecodeWording;
  /** The first mismatch of types: decoding goes on after it, as Go's does. */
  error: string | undefined;
}

/** A value's own decoder refused it: Go's decoding ends there, and forgets mismatches it has seen before. */
export class DecodeFailure extends Error {}

/** A decoder returns the value to keep: the same one where nothing is to change, undefined where it is to be dropped. */
export type Decoder = (value: unknown, state: DecodeState) => unknown;

/** Notes that `value` cannot be stored in a Go `type`, in the words of Go's decoder, and keeps the value. */
export function mismatch(state: DecodeState, value: unknown, type: string, kind: GoKind): unknown {
  state.error ??=
    state.wording === 'unstructured'
      ? conversionMessage(value, type, kind)
      : mismatchMessage(state, kindOf(value), type);
  return value;
}

/** `cannot restore map from string`: no path is told. */
function conversionMessage(value: unknown, type: string, kind: GoKind): string {
  const from = unstructuredKind(value);
  if (kind === 'struct') return `cannot restore struct from: ${from}`;
  if (kind === 'map' || kind === 'slice') return `cannot restore ${kind} from ${from}`;
  // Go converts numbers to strings and to one another, but not here; other types have no conversion at all.
  const convertible = typeof value === 'number' && kind !== 'bool';
  return convertible ? `cannot convert ${from} to ${type}` : `unrecognized type: ${kind}`;
}

function unstructuredKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map';
}

/** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`. */
export function mismatchMessage(state: DecodeState, kind: string, type: string): string {
  const fields = state.path.filter((step) => typeof step === 'string');
  if (fields.length === 0) return `json: cannot unmarshal ${kind} into Go value of type ${type}`;
  return `json: cannot unmarshal ${kind} into Go struct field ${state.struct}.${fields.join('.')} of type ${type}`;
}

/** Notes an unknown field: `spec.containers[0].foo`. */
export function reportUnknown(state: DecodeState, field: string): void {
  state.unknown?.push(formatPath([...state.path, field]));
}

/** `spec.containers[0].name`. */
export function formatPath(path: readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += `${text === '' ? '' : '.'}${typeof step === 'string' ? step : step.mapKey}`;
  }
  return text;
}

/** What Go's decoder calls the kinds of JSON values. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
