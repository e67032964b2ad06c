import { isExpired, isJsonObject, type KubernetesObject, keyOf, marshalJson, type ResourceType } from '@sampan/api';
import { type Client, parseAnswer, UnexpectedAnswerError } from './client.js';
import { linesOf } from './json-lines.js';
import type { ListOptions, PatchType, RemoveOptions } from './options.js';
import { listQuery, watchQuery, withQuery, writeQuery } from './query.js';
import type { ObjectList, ResourceClient } from './resource-client.js';
import { collectionPath, creationPath, objectPath } from './resource-path.js';
import type { WatchEvent } from './watch-event.js';

/** The verbs on `type`; with `representation` `metadata` the server is asked for PartialObjectMetadata. */
export function createResourceClient<T extends KubernetesObject>(
  client: Client,
  type: ResourceType<T>,
  representation: 'whole' | 'metadata',
): ResourceClient<T> {
  const { one, many } = acceptHeaders[representation];
  const complete = (item: T): T =>
    item.kind === undefined || item.apiVersion === undefined
      ? { ...item, apiVersion: type.apiVersion, kind: type.kind }
      : item;

  return {
    get: async (key, { resourceVersion, signal } = {}) =>
      checked(
        await client.json({
          method: 'GET',
          path: withQuery(objectPath(type, key), { resourceVersion }),
          headers: one,
          ...on(signal),
        }),
      ),

    async list(options = {}) {
      const list = await listPages<T>(client, {
        path: collectionPath(type, options.namespace),
        headers: many,
        options,
      });
      return { metadata: list.metadata, items: list.items.map(complete) };
    },

    async *watch(options, signal) {
      const path = withQuery(collectionPath(type, options.namespace), watchQuery(options));
      const response = await client.raw({ method: 'GET', path, headers: many, signal });
      try {
        for await (const line of linesOf(response.body)) yield parseAnswer(line) as WatchEvent<T>;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },

    create: async (object, options) => {
      const path = withQuery(creationPath(type, object.metadata.namespace), writeQuery(options));
      return checked(await client.json({ method: 'POST', path, body: object, headers: one, ...on(options?.signal) }));
    },

    update: async (object, options) => {
      const path = withQuery(objectPath(type, keyOf(object)), writeQuery(options));
      return checked(await client.json({ method: 'PUT', path, body: object, headers: one, ...on(options?.signal) }));
    },

    updateStatus: async (object, options) => {
      const path = withQuery(objectPath(type, keyOf(object), 'status'), writeQuery(options));
      return checked(await client.json({ method: 'PUT', path, body: object, headers: one, ...on(options?.signal) }));
    },

    patch: async (key, patch, options = {}) => {
      const query = { ...writeQuery(options), force: options.force };
      const path = withQuery(objectPath(type, key, options.subresource), query);
      const headers = { ...one, 'content-type': patchContentTypes[patch.type] };
      const request = { method: 'PATCH', path, headers, ...on(options.signal) };
      if ('body' in patch) return checked(await client.json({ ...request, body: patch.body }));
      return checked(parseAnswer(await (await client.raw({ ...request, body: patch.text })).text()));
    },

    delete: async (key, options = {}) =>
      client.json({
        method: 'DELETE',
        path: objectPath(type, key),
        body: deleteOptions(options),
        headers: one,
        ...on(options.signal),
      }),

    async deleteCollection(options) {
      const path = withQuery(collectionPath(type, options.namespace), listQuery(options));
      await client.json({ method: 'DELETE', path, body: deleteOptions(options), ...on(options.signal) });
    },

    subresource: (key, name) => ({
      get: async () => client.json({ method: 'GET', path: objectPath(type, key, name) }),
      create: async (body) => client.json({ method: 'POST', path: objectPath(type, key, name), body }),
      update: async (body) => client.json({ method: 'PUT', path: objectPath(type, key, name), body }),
    }),
  };
}

const acceptHeaders = {
  whole: { one: { accept: 'application/json' }, many: { accept: 'application/json' } },
  metadata: {
    one: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
    many: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
  },
} as const;

const patchContentTypes: Record<PatchType, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

interface ListRequest {
  path: string;
  headers: Record<string, string>;
  options: ListOptions;
}

/** All pages of a list; when a page's token has expired, the whole list in one piece, as client-go's pager does. */
async function listPages<T>(client: Client, { path, headers, options }: ListRequest): Promise<ObjectList<T>> {
  const fetchPage = (query: Record<string, string | number | undefined>): Promise<ObjectList<T>> =>
    client.json({ method: 'GET', path: withQuery(path, query), headers, ...on(options.signal) });
  const first = await fetchPage(listQuery(options));
  const items = itemsOf<T>(first);
  let { metadata = {} } = first;
  while (metadata.continue) {
    const { labelSelector, fieldSelector, pageSize: limit } = options;
    try {
      const page = await fetchPage({ labelSelector, fieldSelector, limit, continue: metadata.continue });
      for (const item of itemsOf<T>(page)) items.push(item);
      metadata = page.metadata ?? {};
    } catch (error) {
      if (!isExpired(error)) throw error;
      return fetchPage({ ...listQuery(options), limit: undefined });
    }
  }
  return { metadata, items };
}

/** The object in an answer: one that says what it is. */
function checked<T extends KubernetesObject>(answer: unknown): T {
  const { kind, metadata, items } = (isJsonObject(answer) ? answer : {}) as Record<string, unknown>;
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  if (typeof kind === 'string' && isJsonObject(metadata) && !isList) return answer as T;
  throw new UnexpectedAnswerError(
    `couldn't understand the server's answer: Object 'Kind' is missing in '${marshalJson(answer)}'`,
  );
}

/** The items of an answer: objects with metadata. */
function itemsOf<T>(list: unknown): T[] {
  const { items = [] } = (isJsonObject(list) ? list : {}) as { items?: unknown };
  if (isJsonObject(list) && (items === null || Array.isArray(items))) {
    const found = items ?? [];
    if (found.every((item) => isJsonObject(item) && isJsonObject(item.metadata))) return found as T[];
  }
  throw new UnexpectedAnswerError("couldn't understand the server's answer: it is no list of objects");
}

function deleteOptions({ gracePeriodSeconds, propagationPolicy, preconditions, dryRun }: RemoveOptions): unknown {
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds,
    propagationPolicy,
    preconditions,
    dryRun: dryRun ? ['All'] : undefined,
  };
}

function on(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
