import {
  badRequest,
  type DecodeWording,
  type JsonObject,
  type JsonPatchOperation,
  jsonMergeInto,
  jsonPatchInto,
  mergeSchemaOf,
  PatchError,
  patchNotApplicable,
  requestEntityTooLarge,
  type StatusError,
  strategicMergeInto,
  unclassifiedError,
  unsupportedMediaType,
  unsupportedPatchType,
} from '@sampan/api';
import { definitionName } from '@sampan/api/schemas';
import { type DecodedBody, decodeJson, SyntaxProblem } from '../body/decode-json.js';
import { goType } from '../body/decode-object.js';
import type { ExpectedKind } from '../body/expected-kind.js';

/** A patch, ready to be carried out. */
export interface Patch {
  /** Carries the patch out on the document, which is used up; throws a StatusError where it does not apply. */
  apply(document: JsonObject): unknown;
  /** Fields that the patch names twice. */
  readonly duplicates: readonly string[];
  /**
   * Upstream decodes the outcome of JSON patches and merge patches as it decodes bodies, and shows it where it does not
   * fit (`json`). That of a strategic merge patch it converts, and shows the patch (`unstructured`).
   */
  readonly wording: DecodeWording;
  readonly patch: unknown;
}

const jsonPatchType = 'application/json-patch+json';
const mergePatchType = 'application/merge-patch+json';
const strategicPatchType = 'application/strategic-merge-patch+json';
export const applyPatchType = 'application/apply-patch+yaml';

/** Reads a PATCH's body by its media type. Throws 415 for types that the kind does not take, 400 for malformed bodies. */
export function readPatch(body: Buffer | undefined, mediaType: string, kind: ExpectedKind): Patch {
  const builtIn = definitionName(kind.schema) !== undefined;
  switch (mediaType) {
    case jsonPatchType:
      return readJsonPatch(body);
    case mergePatchType:
      return readMergePatch(body);
    case strategicPatchType:
      // Custom resources' schemas have no merge keys.
      if (builtIn) return readStrategicPatch(body, kind);
      break;
  }
  throw builtIn ? unsupportedPatchType() : unsupportedMediaType([jsonPatchType, mergePatchType, applyPatchType]);
}

const maxOperations = 10_000;

function readJsonPatch(body: Buffer | undefined): Patch {
  const { value, duplicates } = decodePatch(body);
  if (!Array.isArray(value)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goType(value)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (value.length > maxOperations) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${value.length}`,
    );
  }
  for (const operation of value) {
    if (isObject(operation)) continue;
    const problem = `json: cannot unmarshal ${goType(operation)} into Go value of type handlers.jsonPatchOp`;
    throw badRequest(`error decoding patch: ${problem}`);
  }
  const operations = value as JsonPatchOperation[];
  return {
    duplicates,
    wording: 'json',
    patch: value,
    apply: (document) => {
      try {
        return jsonPatchInto(document, operations);
      } catch (error) {
        throw error instanceof PatchError ? patchNotApplicable(error) : error;
      }
    },
  };
}

function readMergePatch(body: Buffer | undefined): Patch {
  const { value, duplicates } = decodePatch(body);
  if (value === null) throw badRequest('Invalid JSON Patch');
  const patch = requireObject(value, 'error decoding patch: ');
  return { duplicates, wording: 'json', patch, apply: (document) => jsonMergeInto(document, patch) };
}

function readStrategicPatch(body: Buffer | undefined, { schema, registry }: ExpectedKind): Patch {
  const { value, duplicates } = decodePatch(body, '');
  const patch = requireObject(value ?? {}, '');
  const mergeSchema = mergeSchemaOf(schema, registry);
  return {
    duplicates,
    wording: 'unstructured',
    patch,
    apply: (document) => {
      try {
        return strategicMergeInto(document, patch, mergeSchema);
      } catch (error) {
        throw error instanceof PatchError ? strategicFailure(error) : error;
      }
    },
  };
}

/** `interpretStrategicMergePatchError`: some mistakes have a kind of their own, the others have none. */
function strategicFailure(error: PatchError): StatusError {
  if (/^invalid patch format of |^strategic merge patch format is not supported$/.test(error.message)) {
    return badRequest(error.message);
  }
  if (/^lists of lists are not supported$/.test(error.message)) return patchNotApplicable(error);
  return unclassifiedError(error.message);
}

function decodePatch(body: Buffer | undefined, context = 'error decoding patch: '): DecodedBody {
  try {
    return decodeJson(body ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof SyntaxProblem) throw badRequest(`${context}${error.message}`);
    throw error;
  }
}

function requireObject(value: unknown, context: string): JsonObject {
  if (isObject(value)) return value;
  throw badRequest(`${context}json: cannot unmarshal ${goType(value)} into Go value of type map[string]interface {}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
