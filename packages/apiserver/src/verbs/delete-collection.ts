import { type DeleteOptions, isNotFound } from '@sampan/api';
import { storagePrefix } from '../objects/encode-object.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondList } from '../representation/respond-list.js';
import type { StoredObject } from '../store/store.js';
import { deleteObject } from '../write/delete-object.js';
import type { WriteContext } from '../write/write-context.js';
import { deleteOptionsOf } from './delete-options.js';
import { listOptionsOf } from './list-options.js';
import { writeContextOf } from './write-options.js';

/** How many deletes are under way at once: enough to share commits. */
const concurrency = 64;

/** DELETE of a collection: every object that matches is deleted by the rules of DELETE; answers with the list. */
export async function deleteCollection(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, info, server } = request;
  const { matches, limit } = listOptionsOf(info.query, resource);
  const options = await deleteOptionsOf(request);
  const context = writeContextOf(request, { dryRun: (options.dryRun ?? []).includes('All'), fieldManager: '' });
  const { items, revision } = await server.store.list({
    prefix: storagePrefix(resource, info.namespace),
    ...(matches === undefined ? {} : { matches }),
    ...(limit > 0 ? { limit } : {}),
  });
  // What cannot be read matches nothing but a delete of everything.
  const damaged = matches === undefined ? server.store.damaged(storagePrefix(resource, info.namespace)) : [];
  const queue = [...items, ...damaged].values();
  const worker = async () => {
    for (const item of queue) await deleteIfThere(context, item, options);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length + damaged.length) }, worker));
  return respondList(request, { items, revision, continueToken: '', remaining: undefined });
}

async function deleteIfThere(context: WriteContext, { index }: StoredObject, options: DeleteOptions) {
  const { 'metadata.name': name = '', 'metadata.namespace': namespace = '' } = index.fields;
  try {
    await deleteObject(context, { namespace, name }, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
