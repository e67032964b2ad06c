import { type KubernetesObject, keyOf } from '@sampan/api';
import type { ComputedObjects } from '../kinds/resource-definition.js';
import { encodeObject } from '../objects/encode-object.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import type { StoredObject } from '../store/store.js';

/** The objects of a kind that is not stored, in the form that stored ones have: lists are selected and answered alike. */
export async function listComputed(
  { resource, info, server }: ResourceRequest,
  computed: ComputedObjects<KubernetesObject>,
): Promise<StoredObject[]> {
  const objects = await computed.list(info.namespace, server);
  return objects.map((object) => {
    const { namespace, name } = keyOf(object);
    return { key: `${namespace}/${name}`, revision: 0, created: 0, ...encodeObject(resource, object) };
  });
}
