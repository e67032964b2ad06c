import { conflict, isNotFound, type ObjectKey } from '@sampan/api';
import { decodeObject } from '../body/decode-object.js';
import { storageKey } from '../objects/encode-object.js';
import { groupResource } from '../objects/group-names.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import { authorizeCreation } from '../pipeline/authorize.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { createObject } from '../write/create-object.js';
import { updateObject } from '../write/update-object.js';
import { matchName, matchNamespace } from './create.js';
import { keyOfRequest, writeContextOf, writeOptionsOf } from './write-options.js';

/** PUT of one object: replaces it, or creates it where the kind allows that. */
export async function update(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, http } = request;
  const options = writeOptionsOf(request, 'UpdateOptions');
  const key = keyOfRequest(request);
  const decode = () =>
    decodeObject(http.body, resource, {
      contentType: headerOf(http.headers, 'content-type'),
      fieldValidation: options.fieldValidation,
      warn: (message) => request.warnings.push(message),
    });
  const object = await decode();
  matchNamespace(object.metadata, key.namespace);
  matchName(object, key.name);
  const context = writeContextOf(request, options);
  // A second round starts from the body again: rules may have changed the first copy.
  let first = true;
  const change = () => {
    if (!first) return decode();
    first = false;
    return object;
  };
  try {
    const written = await updateObject(context, { key, change, replaces: true, uid: object.metadata.uid });
    return respondObject(request, 200, written);
  } catch (error) {
    if (!resource.strategy.createOnUpdate || !isNotFound(error)) throw error;
    requireUnknown(request, key, object.metadata.uid);
    await authorizeCreation(request);
    // There is no version that could be another one.
    delete object.metadata.resourceVersion;
    return respondObject(request, 201, await createObject(context, object, { namespace: key.namespace }));
  }
}

/** Who names an object by its uid means one that was there, and is told that it is gone: in the words of upstream's storage. */
function requireUnknown({ resource }: ResourceRequest, key: ObjectKey, uid: string | undefined): void {
  if (uid === undefined || uid === '') return;
  const problem = `Precondition failed: UID in precondition: ${uid}, UID in object meta: `;
  const where = `Code: 4, Key: ${storageKey(resource, key)}, ResourceVersion: 0`;
  const message = `StorageError: invalid object, ${where}, AdditionalErrorMsg: ${problem}`;
  throw conflict(groupResource(resource), key.name, message);
}
