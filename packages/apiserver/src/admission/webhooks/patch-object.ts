import {
  internalError,
  isJsonObject,
  type JsonPatchOperation,
  jsonPatchInto,
  jsonSyntaxError,
  type KubernetesObject,
  PatchError,
} from '@sampan/api';
import { changedObject, documentOf } from '../matching/changed-object.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import type { AdmissionAnswer } from './admission-review.js';
import { WebhookFailure } from './ask-webhook.js';

/**
 * The object as a webhook wants it, of its kind and without fields that it has not; undefined: it stays as it is.
 * Throws a {@link WebhookFailure}, and a StatusError where the patch cannot be applied.
 */
export function patchObject(
  name: string,
  versioned: VersionedRequest,
  { patch, patchType }: AdmissionAnswer,
): KubernetesObject | undefined {
  if (patch === '') return undefined;
  const operations = operationsOf(patch);
  if (operations.length === 0) return undefined;
  const { object } = versioned;
  if (object === undefined) {
    const problem = 'attempted to modify the object, which is not supported for this operation';
    throw internalError(new Error(`admission webhook ${JSON.stringify(name)} ${problem}`));
  }
  if (patchType !== 'JSONPatch') throw new WebhookFailure(name, `unsupported patch type ${JSON.stringify(patchType)}`);
  return changedObject(versioned, applied(documentOf(object), operations), { unknown: 'dropped' });
}

function operationsOf(patch: string): JsonPatchOperation[] {
  const text = Buffer.from(patch, 'base64').toString();
  let operations: unknown;
  try {
    operations = JSON.parse(text);
  } catch {
    throw internalError(new Error(jsonSyntaxError(text)));
  }
  if (Array.isArray(operations) && operations.every(isJsonObject)) return operations as unknown as JsonPatchOperation[];
  const type = Array.isArray(operations) ? 'string' : typeof operations;
  throw internalError(new Error(`json: cannot unmarshal ${type} into Go value of type jsonpatch.Patch`));
}

function applied(document: KubernetesObject, operations: readonly JsonPatchOperation[]): unknown {
  try {
    return jsonPatchInto(document, operations);
  } catch (error) {
    throw error instanceof PatchError ? internalError(error) : error;
  }
}
