import { formatApiVersion, type KubernetesObject } from '@sampan/api';
import { type DecodeOptions, decodeObject } from '../body/decode-object.js';
import type { ExpectedKind } from '../body/expected-kind.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { SubresourceKind, ViewSubresource } from '../kinds/subresource.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { respondValue } from '../representation/respond-value.js';
import { includeObjectOf, tableOf } from '../representation/table.js';
import { mergeView } from '../write/merge-view.js';
import { updateObject } from '../write/update-object.js';
import { matchName, matchNamespace } from './create.js';
import { keyOfRequest, writeContextOf, writeOptionsOf } from './write-options.js';

/** PUT of a view of one object (`status`, `scale`): what the view owns is taken into the object. */
export async function updateView(
  request: ResourceRequest,
  view: ViewSubresource<KubernetesObject>,
): Promise<ApiResponse> {
  const { resource, http, info } = request;
  const options = writeOptionsOf(request, 'UpdateOptions');
  const key = keyOfRequest(request);
  const body = await decodeObject(http.body, kindOf(resource, view.kind), decodeOptions(request, options));
  matchNamespace(body.metadata, key.namespace);
  matchName(body, key.name);
  const context = writeContextOf(request, options, info.subresource);
  const written = await updateObject(context, {
    key,
    uid: body.metadata.uid,
    change: (current) => mergeView(view, current(), structuredClone(body)),
  });
  return respondView(request, view, written);
}

/** The view of a written object. */
export function respondView(
  request: ResourceRequest,
  view: ViewSubresource<KubernetesObject>,
  written: Parameters<typeof respondObject>[2],
): ApiResponse | Promise<ApiResponse> {
  if (view.kind === undefined) return respondObject(request, 200, written);
  const object = view.view(written.object);
  const { representation, resource, server } = request;
  if (representation.as !== 'Table' || view.columns === undefined) return respondObject(request, 200, { object });
  const { resourceVersion } = object.metadata;
  const options = { includeObject: includeObjectOf(request), now: server.clock.now() };
  const table = tableOf({ ...resource, columns: view.columns }, [object], {
    metadata: { resourceVersion },
    ...options,
  });
  return respondValue(representation, 200, table);
}

export function decodeOptions(
  request: ResourceRequest,
  options: Pick<DecodeOptions, 'fieldValidation'>,
): DecodeOptions {
  return {
    contentType: headerOf(request.http.headers, 'content-type'),
    fieldValidation: options.fieldValidation,
    warn: (message) => request.warnings.push(message),
  };
}

/** The kind that a subresource takes: its own, or the resource's. */
export function kindOf(resource: ResourceDefinition, kind: SubresourceKind | undefined): ExpectedKind {
  if (kind === undefined) return resource;
  const { registry } = resource;
  const found = registry.forKind(kind);
  if (found === undefined) throw new TypeError(`no schema for ${kind.kind} in ${formatApiVersion(kind)}`);
  return { ...kind, schema: found.schema, registry };
}
