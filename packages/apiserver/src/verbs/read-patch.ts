import {
  badRequest,
  type JsonObject,
  type JsonPatchOperation,
  jsonMergePatch,
  jsonPatch,
  mergeSchemaOf,
  PatchError,
  patchNotApplicable,
  requestEntityTooLarge,
  strategicMergePatch,
  unsupportedMediaType,
} from '@sampan/api';
import { definitionName } from '@sampan/api/schemas';
import { type DecodedBody, decodeJson, SyntaxProblem } from '../objects/decode-json.js';
import { type ExpectedKind, goType } from '../objects/decode-object.js';

/** A patch, ready to be carried out. */
export interface Patch {
  /** The document with the patch carried out; throws a StatusError where it does not apply. */
  apply(document: JsonObject): unknown;
  /** Fields that the patch names twice. */
  readonly duplicates: readonly string[];
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
  throw unsupportedMediaType([jsonPatchType, mergePatchType, ...(builtIn ? [strategicPatchType] : []), applyPatchType]);
}

const maxOperations = 10_000;

function readJsonPatch(body: Buffer | undefined): Patch {
  const { value, duplicates } = decodePatch(body);
  if (!Array.isArray(value)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goType(value)} into Go value of type jsonpatch.Patch`,
    );
  }
  if (value.length > maxOperations) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${value.length}`,
    );
  }
  for (const operation of value) {
    if (isObject(operation)) continue;
    const problem = `json: cannot unmarshal ${goType(operation)} into Go value of type jsonpatch.Operation`;
    throw badRequest(`error decoding patch: ${problem}`);
  }
  const operations = value as JsonPatchOperation[];
  return {
    duplicates,
    apply: (document) => {
      try {
        return jsonPatch(document, operations);
      } catch (error) {
        throw error instanceof PatchError ? patchNotApplicable(error) : error;
      }
    },
  };
}

function readMergePatch(body: Buffer | undefined): Patch {
  const { value, duplicates } = decodePatch(body);
  const patch = requireObject(value);
  return { duplicates, apply: (document) => jsonMergePatch(document, patch) };
}

function readStrategicPatch(body: Buffer | undefined, { schema, registry }: ExpectedKind): Patch {
  const { value, duplicates } = decodePatch(body);
  const patch = requireObject(value);
  const mergeSchema = mergeSchemaOf(schema, registry);
  return {
    duplicates,
    apply: (document) => {
      try {
        return strategicMergePatch(document, patch, mergeSchema);
      } catch (error) {
        throw error instanceof PatchError ? badRequest(error.message) : error;
      }
    },
  };
}

function decodePatch(body: Buffer | undefined): DecodedBody {
  try {
    return decodeJson(body ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof SyntaxProblem) throw badRequest(`error decoding patch: ${error.message}`);
    throw error;
  }
}

function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${goType(value)} into Go value of type map[string]interface {}`,
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
