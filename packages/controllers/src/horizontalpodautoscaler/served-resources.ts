import { type DiscoveredResource, preferredVersions } from '@sampan/api';
import { type Client, discover } from '@sampan/client';

/** What the server serves: read when it is asked for, and again when something is not found in it. */
export interface ServedResources {
  /** Those that satisfy `matches`, each in its preferred version; none: the server does not serve any. */
  find(matches: (resource: DiscoveredResource) => boolean): Promise<DiscoveredResource[]>;
}

export function createServedResources(client: Client): ServedResources {
  let known: readonly DiscoveredResource[] | undefined;
  return {
    find: async (matches) => {
      const found = preferredVersions((known ?? []).filter(matches));
      if (found.length > 0) return found;
      known = await discover(client);
      return preferredVersions(known.filter(matches));
    },
  };
}
