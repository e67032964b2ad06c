import {
  deepClone,
  field,
  formatApiVersion,
  formatValue,
  invalid,
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  type Steps,
} from '@sampan/api';
import { kindProblem } from '../body/check-kind.js';
import { mediaTypeOf } from '../body/decode-body.js';
import { requireFewValues } from '../body/decode-json.js';
import { checkObject } from '../body/decode-object.js';
import type { ExpectedKind } from '../body/expected-kind.js';
import type { ViewSubresource } from '../kinds/subresource.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { inSteps } from '../write/breathe.js';
import { mergeView } from '../write/merge-view.js';
import { updateObject } from '../write/update-object.js';
import { apply } from './apply.js';
import { matchName, matchNamespace } from './create.js';
import { applyPatchType, type Patch, readPatch } from './read-patch.js';
import { kindOf, respondView } from './update-view.js';
import { keyOfRequest, type WriteOptions, writeContextOf, writeOptionsOf } from './write-options.js';

/** PATCH of one object, or of a view of it. */
export async function patch(request: ResourceRequest, view?: ViewSubresource<KubernetesObject>): Promise<ApiResponse> {
  const { http, info, resource } = request;
  const mediaType = mediaTypeOf(headerOf(http.headers, 'content-type'));
  if (mediaType === applyPatchType) return apply(request, view);
  const options = writeOptionsOf(request, 'PatchOptions');
  requireNoForce(info.query);
  const kind = kindOf(resource, view?.kind);
  const change = readPatch(http.body, mediaType, kind);
  const key = keyOfRequest(request);
  const written = await updateObject(writeContextOf(request, options, info.subresource), {
    key,
    change: (current, bytes) => inSteps(bytes, patching(current)),
  });
  return view === undefined ? respondObject(request, 200, written) : respondView(request, view, written);

  function* patching(copy: () => KubernetesObject): Steps<KubernetesObject> {
    const current = copy();
    yield;
    // A view may share parts with the object, which is still needed to put the patched view in.
    const document = view === undefined ? current : deepClone(view.view(current));
    const { resourceVersion } = document.metadata;
    yield;
    const patched = yield* patchObject(request, { change, document, kind, options });
    matchNamespace(patched.metadata, key.namespace);
    matchName(patched, key.name);
    // A patch that does not speak of the resourceVersion makes it no precondition.
    if (patched.metadata.resourceVersion === resourceVersion) {
      delete patched.metadata.resourceVersion;
    }
    return view === undefined ? patched : mergeView(view, current, patched);
  }
}

function requireNoForce(query: URLSearchParams): void {
  if ((query.get('force') ?? '') === '') return;
  const error = field.forbidden('force', 'may not be specified for non-apply patch');
  throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error]);
}

interface PatchedObject {
  change: Patch;
  document: KubernetesObject;
  kind: ExpectedKind;
  options: WriteOptions;
}

/** The patched document, if it is still an object of its kind. Throws Invalid where it is not. */
function* patchObject(
  request: ResourceRequest,
  { change, document, kind, options }: PatchedObject,
): Steps<KubernetesObject> {
  const value = change.apply(document as unknown as JsonObject);
  yield;
  requireFewValues(value);
  yield;
  const failure = (problem: string) => {
    const shown = change.wording === 'json' ? JSON.stringify(value) : formatValue(change.patch);
    return invalid({ group: '', kind: '' }, '', [field.invalid('patch', shown, problem)]);
  };
  const problem = change.wording === 'json' ? kindProblem(saidKind(value, kind), kind) : undefined;
  if (problem !== undefined) throw failure(problem);
  return checkObject({ value, duplicates: change.duplicates }, kind, {
    fieldValidation: options.fieldValidation,
    warn: (message) => request.warnings.push(message),
    wording: change.wording,
    failure,
  });
}

/** What a patched document says of its kind: that it is what is expected, where it says nothing. */
function saidKind(value: unknown, expected: ExpectedKind): { apiVersion: string; kind: string } {
  const { apiVersion, kind } = isJsonObject(value) ? value : {};
  return { apiVersion: String(apiVersion || formatApiVersion(expected)), kind: String(kind || expected.kind) };
}
