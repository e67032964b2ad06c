import { type KubernetesObject, notFound, type ObjectKey, type ResourceType, resources } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';
import { createObject } from '../write/create-object.js';
import { deleteObject } from '../write/delete-object.js';
import { mergeView } from '../write/merge-view.js';
import { updateObject } from '../write/update-object.js';
import type { WriteContext } from '../write/write-context.js';
import { storageKey, storagePrefix } from './encode-object.js';
import { readObject } from './parse-stored.js';

/**
 * The stored objects of the kinds in the table of kinds, by plural, with the same rules as requests:
 * `objects.pods.get('default', 'web')`. Of a kind that is not served there are none.
 */
export type ObjectAccess = {
  readonly [P in keyof typeof resources]: (typeof resources)[P] extends ResourceType<infer T> ? Objects<T> : never;
} & {
  /** The objects of whatever resource, in its stored version. */
  of<T extends KubernetesObject = KubernetesObject>(resource: ResourceDefinition): Objects<T>;
};

/** The objects of one kind. Namespaces are empty for cluster-scoped kinds. */
export interface Objects<T extends KubernetesObject> {
  /** Parses are cached per revision: do not change what you are given. */
  get(namespace: string, name: string): T | undefined;
  list(namespace?: string): Promise<T[]>;
  count(namespace?: string): number;
  create(object: T, options: { user: User; dryRun?: boolean }): Promise<T>;
  /**
   * Reads, changes (on a copy) and writes, again when somebody else wrote in between; no other version than the one whose
   * resourceVersion `change` sets, if it does. Throws NotFound, and whatever `change` throws.
   */
  update(key: ObjectKey, change: (object: T) => T, options?: { subresource?: string; dryRun?: boolean }): Promise<T>;
  delete(
    key: ObjectKey,
    options: {
      user: User;
      gracePeriodSeconds?: number;
      dryRun?: boolean;
      preconditions?: { uid?: string; resourceVersion?: string };
    },
  ): Promise<KubernetesObject>;
}

/** The server itself, where it writes on its own behalf. */
export const serverUser: User = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/** Reads and writes of code inside the server, by the same rules as requests. `server` is asked when needed. */
export function createObjectAccess(server: () => ServerContext): ObjectAccess {
  const served = new WeakMap<ResourceDefinition, Objects<KubernetesObject>>();
  const of = (resource: ResourceDefinition): Objects<KubernetesObject> => {
    const known = served.get(resource) ?? objectsOf(resource, server);
    served.set(resource, known);
    return known;
  };
  const ofType = ({ group, version, plural }: ResourceType) => {
    const resource = server().resources.find(group, version, plural);
    return resource === undefined ? noObjects({ group, resource: plural }) : of(resource);
  };
  const access = { of };
  for (const [name, type] of Object.entries(resources)) {
    Object.defineProperty(access, name, { enumerable: true, get: () => ofType(type) });
  }
  return access as ObjectAccess;
}

function objectsOf(resource: ResourceDefinition, server: () => ServerContext): Objects<KubernetesObject> {
  const context = (options: { user?: User; dryRun?: boolean; subresource?: string }): WriteContext => ({
    ...{ server: server(), resource, subresource: options.subresource ?? '' },
    ...{ user: options.user ?? serverUser, dryRun: options.dryRun ?? false, fieldManager: 'kube-apiserver' },
    bodyBytes: 0,
    warn: () => {},
  });
  return {
    get: (namespace, name) => {
      const stored = server().store.get(storageKey(resource, { namespace, name }));
      return stored === undefined ? undefined : readObject(resource, stored);
    },
    list: async (namespace = '') => {
      const { items } = await server().store.list({ prefix: storagePrefix(resource, namespace) });
      return items.map((item) => readObject(resource, item));
    },
    count: (namespace = '') => server().store.count(storagePrefix(resource, namespace)),
    create: async (object, options) => {
      const copy = structuredClone(object);
      const written = await createObject(context(options), copy, { namespace: copy.metadata.namespace ?? '' });
      return written.object;
    },
    update: async (key, change, options = {}) => {
      const view = options.subresource === undefined ? undefined : resource.subresources[options.subresource];
      const written = await updateObject(context(options), {
        key,
        change: (copy) => {
          const current = copy();
          delete current.metadata.resourceVersion;
          if (view?.type !== 'view') return change(current);
          return mergeView(view, current, change(view.view(structuredClone(current))));
        },
      });
      return written.object;
    },
    delete: async (key, { user, gracePeriodSeconds, dryRun = false, preconditions }) => {
      const written = await deleteObject(context({ user, dryRun }), key, {
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(preconditions === undefined ? {} : { preconditions }),
      });
      return written.object;
    },
  };
}

/** A kind that is not served. */
function noObjects(groupResource: { group: string; resource: string }): Objects<KubernetesObject> {
  const refuse = async ({ name }: { name: string }) => {
    throw notFound(groupResource, name);
  };
  return {
    get: () => undefined,
    list: async () => [],
    count: () => 0,
    create: ({ metadata }) => refuse({ name: metadata.name ?? '' }),
    update: refuse,
    delete: refuse,
  };
}
