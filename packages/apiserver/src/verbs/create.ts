import { badRequest, type KubernetesObject, type ObjectMeta } from '@sampan/api';
import { decodeObject } from '../body/decode-object.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { respondValue } from '../representation/respond-value.js';
import { admit } from '../write/admit.js';
import { createObject } from '../write/create-object.js';
import { defaultObject } from '../write/default-object.js';
import { writeContextOf, writeOptionsOf } from './write-options.js';

/** POST to a collection: stores a new object, or has a virtual kind answer it. */
export async function create(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, http, info, server, user } = request;
  const options = writeOptionsOf(request, 'CreateOptions');
  const object = await decodeObject(http.body, resource, {
    contentType: headerOf(http.headers, 'content-type'),
    fieldValidation: options.fieldValidation,
    warn: (message) => request.warnings.push(message),
  });
  const namespace = resource.namespaced ? info.namespace : '';
  matchNamespace(object.metadata, namespace);
  if (resource.answer !== undefined) {
    defaultObject(resource, object);
    const { name = '' } = object.metadata;
    const admitted = await admit(writeContextOf(request, options), { operation: 'CREATE', namespace, name, object });
    const answer = await resource.answer(admitted.object ?? object, { user, namespace, server });
    return respondValue(request.representation, 201, answer);
  }
  const written = await createObject(writeContextOf(request, options), object, { namespace });
  return respondObject(request, 201, written);
}

/** An object without a namespace takes the URL's; another one than the URL's is refused. */
export function matchNamespace(metadata: ObjectMeta, namespace: string): void {
  if (namespace === '') {
    delete metadata.namespace;
  } else if (metadata.namespace === undefined || metadata.namespace === '') {
    metadata.namespace = namespace;
  } else if (metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** The name in an object that replaces another has to be the URL's. */
export function matchName({ metadata }: KubernetesObject, name: string): void {
  if (!metadata.name) {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
}
