import { type ConfigMap, resources } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createClient } from './client.js';
import { createInProcessTransport } from './in-process-transport.js';
import type { ResourceClient } from './resource-client.js';
import { InvalidRequestError } from './resource-path.js';

/** Every verb that addresses one object, as a request for `key`. */
const verbs: Record<string, (client: ResourceClient<ConfigMap>, key: Key) => Promise<unknown>> = {
  get: (client, key) => client.get(key),
  update: (client, key) => client.update(object(key)),
  updateStatus: (client, key) => client.updateStatus(object(key)),
  patch: (client, key) => client.patch(key, { type: 'merge', body: {} }),
  delete: (client, key) => client.delete(key),
  'get a subresource': (client, key) => client.subresource(key, 'scale').get(),
  'create a subresource': (client, key) => client.subresource(key, 'eviction').create({}),
  'update a subresource': (client, key) => client.subresource(key, 'scale').update({}),
};

const refusals: [Key, string][] = [
  [{ namespace: 'shop', name: '' }, 'resource name may not be empty'],
  [{ namespace: 'shop', name: '.' }, `invalid resource name ".": [may not be '.']`],
  [{ namespace: 'shop', name: '..' }, `invalid resource name "..": [may not be '..']`],
  [{ namespace: 'shop', name: 'a/b' }, `invalid resource name "a/b": [may not contain '/']`],
  [{ namespace: 'shop', name: '%2e/' }, `invalid resource name "%2e/": [may not contain '/' may not contain '%']`],
  [{ namespace: '', name: 'web' }, 'an empty namespace may not be set when a resource name is provided'],
  [{ namespace: '..', name: 'web' }, `invalid namespace "..": [may not be '..']`],
  [{ namespace: 'a/b', name: 'web' }, `invalid namespace "a/b": [may not contain '/']`],
];

describe('a name that is not one segment of a path', () => {
  for (const [verb, ask] of Object.entries(verbs)) {
    it.each(refusals)(`is refused by ${verb}, before anything is sent: %j`, async (key, message) => {
      const { client, sent } = recordingClient();
      const error = await ask(client, key).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InvalidRequestError);
      expect((error as Error).message).toBe(message);
      expect(sent).toEqual([]);
    });

    it(`is asked for by ${verb} as it is, when a path can carry it`, async () => {
      const { client, sent } = recordingClient();
      await ask(client, { namespace: 'shop', name: 'system:node #1?' });
      expect(sent[0]).toMatch(/\/api\/v1\/namespaces\/shop\/configmaps\/system%3Anode%20%231%3F(\/|$)/);
    });
  }
});

describe('a namespace', () => {
  const asks: Record<string, (client: ResourceClient<ConfigMap>, namespace: string) => Promise<unknown>> = {
    create: (client, namespace) => client.create(object({ namespace, name: 'web' })),
    list: (client, namespace) => client.list({ namespace }),
    watch: (client, namespace) =>
      client.watch({ namespace }, new AbortController().signal)[Symbol.asyncIterator]().next(),
    deleteCollection: (client, namespace) => client.deleteCollection({ namespace }),
  };

  it.each(Object.keys(asks))('that leaves the path is refused by %s', async (verb) => {
    const { client, sent } = recordingClient();
    await expect(asks[verb]?.(client, '../../nodes')).rejects.toBeInstanceOf(InvalidRequestError);
    expect(sent).toEqual([]);
  });

  it('is needed to create what has one', async () => {
    const { client, sent } = recordingClient();
    await expect(asks.create?.(client, '')).rejects.toThrow('an empty namespace may not be set during creation');
    expect(sent).toEqual([]);
  });
});

interface Key {
  namespace: string;
  name: string;
}

function object({ namespace, name }: Key): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
}

/** A client of a server that answers everything with an empty object, and the paths that it was asked for. */
function recordingClient(): { client: ResourceClient<ConfigMap>; sent: string[] } {
  const sent: string[] = [];
  const transport = createInProcessTransport(async ({ url }) => {
    sent.push(url);
    return {
      status: 200,
      headers: {},
      body: (async function* () {
        yield Buffer.from('{"kind":"ConfigMap","metadata":{}}');
      })(),
    };
  });
  return { client: createClient(transport).resource(resources.configMaps), sent };
}
