import type { Status, StatusDetails } from '@sampan/api';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { respondValue } from '../representation/respond-value.js';
import { deleteObject } from '../write/delete-object.js';
import { deleteOptionsOf } from './delete-options.js';
import { keyOfRequest, writeContextOf } from './write-options.js';

/** DELETE of one object: answers with a Status where it is gone, and with the object where it is on its way. */
export async function remove(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, representation } = request;
  const options = await deleteOptionsOf(request);
  const context = writeContextOf(request, { dryRun: (options.dryRun ?? []).includes('All'), fieldManager: '' });
  const written = await deleteObject(context, keyOfRequest(request), options);
  if (written.stored !== undefined || resource.strategy.returnsDeleted) return respondObject(request, 200, written);
  const { name, uid } = written.object.metadata;
  const details: StatusDetails = { name, kind: resource.plural, uid };
  if (resource.group !== '') details.group = resource.group;
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return respondValue(representation, 200, status);
}
