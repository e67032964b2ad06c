import type { KubernetesObject, ObjectKey } from '@sampan/api';
import type { User } from './authentication/user.js';
import { createObject } from './objects/create-object.js';
import { deleteObject } from './objects/delete-object.js';
import { storageKey, storagePrefix } from './objects/encode-object.js';
import { readObject } from './objects/parse-stored.js';
import { updateObject } from './objects/update-object.js';
import type { WriteContext } from './objects/write-context.js';
import type { ResourceDefinition } from './resources/define-resource.js';
import type { ObjectAccess } from './services.js';
import type { Serving } from './serving.js';
import { mergeView } from './verbs/update-view.js';

/** The server itself, where it writes on its own behalf. */
const serverUser: User = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/** Reads and writes of code inside the server, by the same rules as requests. `serving` is asked when needed. */
export function createObjectAccess(serving: () => Serving): ObjectAccess {
  const context = (resource: ResourceDefinition, options: { user?: User; dryRun?: boolean; subresource?: string }) => ({
    ...{ serving: serving(), resource, subresource: options.subresource ?? '' },
    ...{ user: options.user ?? serverUser, dryRun: options.dryRun ?? false, fieldManager: 'kube-apiserver' },
    bodyBytes: 0,
    warn: () => {},
  });
  return {
    get: <T extends KubernetesObject>(resource: ResourceDefinition, key: ObjectKey) => {
      const stored = serving().services.store.get(storageKey(resource, key));
      return stored === undefined ? undefined : readObject<T>(resource, stored);
    },
    list: async <T extends KubernetesObject>(resource: ResourceDefinition, namespace = '') => {
      const { items } = await serving().services.store.list({ prefix: storagePrefix(resource, namespace) });
      return items.map((item) => readObject<T>(resource, item));
    },
    create: async <T extends KubernetesObject>(
      resource: ResourceDefinition,
      object: T,
      options: { user: User; dryRun?: boolean },
    ) => {
      const copy = structuredClone(object);
      const written = await createObject(context(resource, options), copy, {
        namespace: copy.metadata.namespace ?? '',
      });
      return written.object as T;
    },
    update: async <T extends KubernetesObject>(
      resource: ResourceDefinition,
      key: ObjectKey,
      change: (object: T) => T,
      options: { subresource?: string; dryRun?: boolean } = {},
    ) => {
      const writeContext: WriteContext = context(resource, options);
      const view = options.subresource === undefined ? undefined : resource.subresources[options.subresource];
      const written = await updateObject(writeContext, {
        key,
        change: (copy) => {
          const current = copy();
          if (view?.type !== 'view') return change(current as T);
          return mergeView(view, current, change(view.view(structuredClone(current)) as T));
        },
      });
      return written.object as T;
    },
    delete: async (resource, key, { user, gracePeriodSeconds, dryRun = false, preconditions }) => {
      const written = await deleteObject(context(resource, { user, dryRun }), key, {
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(preconditions === undefined ? {} : { preconditions }),
      });
      return written.object;
    },
  };
}
