import { fromWorking } from '../objects/convert-object.js';
import { convertAhead, readObject } from '../objects/parse-stored.js';
import { type ApiResponse, jsonBytes, protobuf } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import type { StoredObject } from '../store/store.js';
import type { WrittenObject } from '../write/write-context.js';
import { protobufBytes } from './message-bytes.js';
import { objectBytes } from './object-bytes.js';
import { partialMetadata, partialMetadataBytes } from './partial-metadata.js';
import { respondValue } from './respond-value.js';
import { includeObjectOf, tableOf } from './table.js';

/** A stored object in the form that the client asked for: the stored bytes themselves, wherever that will do. */
export function respondStored(
  request: ResourceRequest,
  status: number,
  stored: StoredObject,
): ApiResponse | Promise<ApiResponse> {
  const { resource, representation } = request;
  const converting = convertAhead(resource, [stored]);
  if (converting !== undefined) return converting.then(() => respondStored(request, status, stored));
  if (representation.mediaType === 'application/json' && !representation.pretty) {
    if (representation.as === 'Object') return jsonBytes(status, objectBytes(resource, stored));
    if (representation.as === 'PartialObjectMetadata') return jsonBytes(status, partialMetadataBytes(resource, stored));
  }
  if (representation.mediaType === 'application/vnd.kubernetes.protobuf' && representation.as !== 'Table') {
    return protobuf(status, protobufBytes(resource, stored, representation.as));
  }
  return respondObject(request, status, { object: readObject(resource.working, stored) });
}

/** The outcome of a write, or an object that is not stored as such, in the form that the client asked for. */
export function respondObject(
  request: ResourceRequest,
  status: number,
  { object, stored }: WrittenObject,
): ApiResponse | Promise<ApiResponse> {
  const { resource, representation, server } = request;
  if (stored !== undefined) return respondStored(request, status, stored);
  if (representation.as === 'PartialObjectMetadata') {
    return respondValue(representation, status, partialMetadata(object));
  }
  // What is another kind than the resource's own has neither columns nor versions.
  const isOwn = object.kind === resource.kind;
  if (representation.as === 'Table' && isOwn) {
    const { resourceVersion } = object.metadata;
    const metadata = resourceVersion === undefined ? {} : { resourceVersion };
    const options = { metadata, includeObject: includeObjectOf(request), now: server.clock.now() };
    return respondValue(representation, status, tableOf(resource, [object], options));
  }
  return respondValue(representation, status, isOwn ? fromWorking(resource, object) : object);
}
