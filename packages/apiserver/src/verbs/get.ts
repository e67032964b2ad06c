import { type KubernetesObject, notFound } from '@sampan/api';
import type { ComputedObjects } from '../kinds/resource-definition.js';
import type { ViewSubresource } from '../kinds/subresource.js';
import { storageKey } from '../objects/encode-object.js';
import { groupResource } from '../objects/group-names.js';
import { convertAhead, readObject } from '../objects/parse-stored.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject, respondStored } from '../representation/respond-object.js';
import { parseRevision, requireKnownRevision } from './list-options.js';
import { respondView } from './update-view.js';
import { keyOfRequest } from './write-options.js';

type Answer = ApiResponse | Promise<ApiResponse>;

/** GET of one object. */
export function get(request: ResourceRequest): Answer {
  const { computed } = request.resource;
  if (computed !== undefined) return getComputed(request, computed);
  return respondStored(request, 200, findStored(request));
}

async function getComputed(
  request: ResourceRequest,
  computed: ComputedObjects<KubernetesObject>,
): Promise<ApiResponse> {
  const object = await computed.get(keyOfRequest(request), request.server);
  return respondObject(request, 200, { object });
}

/** GET of a view of one object (`status`, `scale`). */
export function getView(request: ResourceRequest, view: ViewSubresource<KubernetesObject>): Answer {
  const { working } = request.resource;
  const stored = findStored(request);
  const answer = () => respondView(request, view, { object: readObject(working, stored) });
  return convertAhead(working, [stored])?.then(answer) ?? answer();
}

function findStored(request: ResourceRequest) {
  const { server, resource, info } = request;
  const { store } = server;
  if (info.query.size > 0) requireKnownRevision(parseRevision(info.query.get('resourceVersion') ?? ''), store);
  const stored = store.get(storageKey(resource, keyOfRequest(request)));
  if (stored === undefined) throw notFound(groupResource(resource), info.name);
  return stored;
}
