import { isNotFound, resources } from '@sampan/api';
import { keyPrefix } from '../objects/encode-object.js';
import { serverUser } from '../objects/object-access.js';
import type { ServerContext } from '../server/server-context.js';
import { followStore } from '../store/follow-store.js';
import { autoManagedLabel, localServices } from './local-services.js';

/**
 * Keeps an APIService for each version of the groups of custom resources, as long as one of them is served. Whoever has
 * registered such a group version with a server of their own keeps it.
 */
export async function registerCustomGroups(server: ServerContext): Promise<{ stop(): void }> {
  let isStopped = false;
  let working = Promise.resolve();
  const lookSoon = () => {
    working = working.then(register).catch((error: unknown) => server.logError(error));
  };

  async function register(): Promise<void> {
    const wanted = new Map(localServices(server.resources, 'custom').map((each) => [each.metadata.name ?? '', each]));
    const { apiServices } = server.objects;
    for (const { metadata } of await apiServices.list()) {
      const { name = '', labels } = metadata;
      const isOwn = labels?.[autoManagedLabel] === 'true';
      if (isOwn && !wanted.has(name) && !isStopped) await removed(name);
      wanted.delete(name);
    }
    for (const apiService of wanted.values()) {
      if (!isStopped) await apiServices.create(apiService, { user: serverUser });
    }
  }

  async function removed(name: string): Promise<void> {
    try {
      await server.objects.apiServices.delete({ namespace: '', name }, { user: serverUser });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  const following = await followStore(server.store, keyPrefix(resources.customResourceDefinitions), {
    reset: lookSoon,
    changed: lookSoon,
  });
  return {
    stop: () => {
      isStopped = true;
      following.stop();
    },
  };
}
