import { failureStatus, notFound, pathNotFound, StatusError } from '@sampan/api';
import type { ResourceDefinition, Verb } from '../kinds/resource-definition.js';
import { type Subresource, viewVerbs } from '../kinds/subresource.js';
import { groupResource } from '../objects/group-names.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import { notUpgradable } from '../pipeline/not-upgradable.js';
import { PageNotFound } from '../pipeline/page-not-found.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { act } from './action.js';
import { connect } from './connect.js';
import { create } from './create.js';
import { remove } from './delete.js';
import { deleteCollection } from './delete-collection.js';
import { get, getView } from './get.js';
import { list } from './list.js';
import { patch } from './patch.js';
import { update } from './update.js';
import { updateView } from './update-view.js';
import { watch } from './watch.js';

type VerbHandler = (request: ResourceRequest) => ApiResponse | Promise<ApiResponse>;

const handlers: Record<Verb, VerbHandler> = {
  create,
  delete: remove,
  deletecollection: deleteCollection,
  get,
  list,
  patch,
  update,
  watch,
};

/** Finds the verb that a request asks for, and carries it out. Throws 404 and 405. */
export function dispatch(request: ResourceRequest): ApiResponse | Promise<ApiResponse> {
  const { info, resource } = request;
  requireScope(request);
  refuseUpgrade(request);
  if (info.subresource !== '') return dispatchSubresource(request, subresourceOf(request));
  if (info.rest !== '') throw pathNotFound();
  const { verb } = info;
  const named = verb === 'update' || verb === 'patch';
  if (named ? info.name === '' : verb === 'create' && info.name !== '') throw methodNotServed();
  const served = resource.verbs.find((candidate) => candidate === verb);
  if (served === undefined) throw methodNotServed();
  const refusal = resource.refusals?.[served];
  if (refusal !== undefined) throw methodNotServed(refusal);
  return handlers[served](request);
}

/** 404 for namespaced paths of cluster-scoped kinds, and for objects of namespaced kinds without a namespace. */
function requireScope({ info, resource }: ResourceRequest): void {
  if (!resource.namespaced) {
    if (info.namespace !== '' && info.resource !== 'namespaces') {
      throw resource.isBuiltIn ? pathNotFound() : new PageNotFound();
    }
  } else if (info.namespace === '') {
    if (info.name !== '') throw pathNotFound();
    if (info.verb !== 'list' && info.verb !== 'watch') throw methodNotServed();
  }
}

/** 400: only connections to somebody else can change hands. */
function refuseUpgrade({ http, info, resource }: ResourceRequest): void {
  if (http.upgrade && resource.subresources[info.subresource]?.type !== 'connect') throw notUpgradable();
}

function subresourceOf({ info, resource }: ResourceRequest): Subresource<never> {
  const subresource = Object.hasOwn(resource.subresources, info.subresource)
    ? resource.subresources[info.subresource]
    : undefined;
  if (subresource === undefined) throw subresourceNotFound(resource, info.name);
  return subresource as Subresource<never>;
}

/** What handles custom resources knows the object, and not what is asked of it. */
function subresourceNotFound(resource: ResourceDefinition, name: string): StatusError {
  return resource.isBuiltIn ? pathNotFound() : notFound(groupResource(resource), name);
}

function dispatchSubresource(request: ResourceRequest, subresource: Subresource<never>) {
  const { info, http } = request;
  if (subresource.type === 'connect') {
    if (!subresource.methods.some((method) => method === http.method)) throw methodNotServed();
    return connect(request, subresource);
  }
  if (info.rest !== '') throw pathNotFound();
  if (subresource.type === 'action') {
    if (info.verb !== 'create') throw methodNotServed();
    return act(request, subresource);
  }
  const verb = (subresource.verbs ?? viewVerbs).find((candidate) => candidate === info.verb);
  switch (verb) {
    case 'get':
      return getView(request, subresource);
    case 'update':
      return updateView(request, subresource);
    case 'patch':
      return patch(request, subresource);
    default:
      throw methodNotServed();
  }
}

/** 405 in the words that clients give it. */
function methodNotServed(message = 'the server does not allow this method on the requested resource'): StatusError {
  return new StatusError(failureStatus(405, 'MethodNotAllowed', { message, details: {} }));
}
