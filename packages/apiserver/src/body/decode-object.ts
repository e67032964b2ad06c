import {
  badRequest,
  type DecodeWording,
  formatApiVersion,
  isJsonObject,
  type KubernetesObject,
  type StatusError,
} from '@sampan/api';
import { decode, definitionName, unknownFieldWarnings } from '@sampan/api/schemas';
import { breathe } from '../write/breathe.js';
import { checkKind } from './check-kind.js';
import { decodeBody } from './decode-body.js';
import { type DecodedBody, SyntaxProblem } from './decode-json.js';
import { YamlProblem } from './decode-yaml.js';
import type { ExpectedKind } from './expected-kind.js';

/** What to do about fields that the schema does not know: `fieldValidation`. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface DecodeOptions {
  readonly contentType: string;
  readonly fieldValidation: FieldValidation;
  warn(message: string): void;
}

/**
 * The object in a request's body: of the expected kind, of the types that its schema says, without unknown fields.
 * Throws BadRequest in kube-apiserver's words.
 */
export async function decodeObject(
  body: Buffer | undefined,
  expected: ExpectedKind,
  options: DecodeOptions,
): Promise<KubernetesObject> {
  let decoded: DecodedBody;
  try {
    const decoding = decodeBody(body, options.contentType, expected.registry);
    decoded = decoding instanceof Promise ? await decoding : decoding;
    const afterParsing = breathe(body?.length ?? 0);
    if (afterParsing !== undefined) await afterParsing;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    // YAML is read before anybody looks for a kind.
    const context = error instanceof YamlProblem ? '' : "couldn't get version/kind; json parse error: ";
    throw unrecognized(expected, `${context}${error.message}`, body);
  }
  checkKind(readKind(decoded.value, expected, body), expected);
  return checkObject({ ...decoded, value: decoded.value ?? {} }, expected, {
    ...options,
    failure: (problem) =>
      badRequest(
        `${expected.kind} in version "${expected.version}" cannot be handled as a ${expected.kind}: ${problem}`,
      ),
  });
}

export interface CheckOptions {
  readonly fieldValidation: FieldValidation;
  warn(message: string): void;
  /** Whose words are used where types do not fit: `json` by default. */
  readonly wording?: DecodeWording;
  /** How what is wrong is told. */
  failure(problem: string): StatusError;
}

/** Checks decoded data (a body, or the result of a patch) against the expected kind. */
export function checkObject(
  { value, duplicates }: DecodedBody,
  expected: ExpectedKind,
  options: CheckOptions,
): KubernetesObject {
  const decoded = decode(value, expected.schema, expected.registry, {
    unknown: options.fieldValidation,
    ...(options.wording === undefined ? {} : { wording: options.wording }),
  });
  if (decoded.decodeError !== undefined) throw options.failure(decoded.decodeError);
  reportUnknown(problemsOf(duplicates, decoded.unknown), options);
  const checked = decoded.value as KubernetesObject;
  checked.apiVersion = formatApiVersion(expected);
  checked.kind = expected.kind;
  checked.metadata ??= {};
  return checked;
}

/** What a body says of its kind. `null` says nothing, and is an object without fields. */
function readKind(value: unknown, expected: ExpectedKind, body: Buffer | undefined) {
  if (value === null) return { apiVersion: '', kind: '' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const problem = `json: cannot unmarshal ${goType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    throw unrecognized(expected, `couldn't get version/kind; json parse error: ${problem}`, body);
  }
  const { apiVersion, kind, metadata } = value as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  const said = { apiVersion: apiVersion ?? '', kind: kind ?? '' };
  if (String(apiVersion).split('/').length > 2) {
    throw unrecognized(expected, `unexpected GroupVersion string: ${apiVersion}`, body);
  }
  for (const [name, text] of Object.entries(said)) {
    if (typeof text === 'string') continue;
    const problem = `json: cannot unmarshal ${goType(text)} into Go struct field .${name} of type string`;
    throw unrecognized(expected, `couldn't get version/kind; json parse error: ${problem}`, body);
  }
  if (said.kind === '' && definitionName(expected.schema) === undefined) {
    const problem = `Object 'Kind' is missing in '${(body ?? '').toString().trimEnd()}'`;
    throw unrecognized(expected, problem, body);
  }
  const { name } = (isJsonObject(metadata) ? metadata : {}) as { name?: unknown };
  return { ...said, ...(typeof name === 'string' ? { name } : {}) } as { apiVersion: string; kind: string };
}

/** Nobody reads more. */
const maxProblems = 1000;

function problemsOf(duplicates: readonly string[], unknown: readonly string[]): readonly string[] {
  if (duplicates.length === 0 && unknown.length === 0) return none;
  return [...duplicates, ...unknownFieldWarnings(unknown)].slice(0, maxProblems);
}

const none: readonly string[] = [];

function reportUnknown(problems: readonly string[], options: CheckOptions): void {
  if (problems.length === 0 || options.fieldValidation === 'Ignore') return;
  if (options.fieldValidation === 'Strict') throw options.failure(`strict decoding error: ${problems.join(', ')}`);
  for (const problem of problems) options.warn(problem);
}

function unrecognized({ kind }: ExpectedKind, problem: string, body: Buffer | undefined) {
  const summary = summarize(body ?? Buffer.alloc(0));
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${problem} (${summary})`);
}

const summaryLength = 30;

/** The beginning of a body, as kube-apiserver shows it: what looks like JSON as text, the rest in hexadecimal. */
function summarize(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const start = body.subarray(0, summaryLength);
  const shown = body[0] === 0x7b ? start.toString() : start.toString('hex');
  return body.length > summaryLength ? `${shown} ...` : shown;
}

/** The JSON type of a value, as Go's decoder names it. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
