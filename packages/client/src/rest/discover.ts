import {
  type APIGroupDiscoveryList,
  type APIGroupList,
  type APIResourceList,
  type APIVersions,
  type DiscoveredResource,
  formatApiVersion,
  type ResourceType,
  resourcesOfAggregated,
  resourcesOfLists,
} from '@sampan/api';
import type { Client } from './client.js';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * Every resource that the server serves, in its order of preference: two requests where it knows aggregated discovery,
 * one a group version where it does not. A group version that cannot be asked about fails the whole.
 */
export async function discover(client: Client): Promise<DiscoveredResource[]> {
  const accept = `${aggregated},application/json`;
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => client.json<Document>({ method: 'GET', path, headers: { accept } })),
  );
  if (isAggregated(core) && isAggregated(groups)) return resourcesOfAggregated([core, groups]);
  return resourcesOfLists(await Promise.all(legacyPaths(core, groups).map((path) => readList(client, path))));
}

/** How clients address a resource that was discovered. */
export function typeOfDiscovered({ group, version, kind, plural, namespaced }: DiscoveredResource): ResourceType {
  return { group, version, apiVersion: formatApiVersion({ group, version }), kind, plural, namespaced };
}

type Document = APIGroupDiscoveryList | APIVersions | APIGroupList;

function isAggregated(document: Document | undefined): document is APIGroupDiscoveryList {
  return document?.kind === 'APIGroupDiscoveryList';
}

function legacyPaths(core: Document | undefined, groups: Document | undefined): string[] {
  const coreVersions = core !== undefined && 'versions' in core ? core.versions : [];
  const named = groups !== undefined && 'groups' in groups ? groups.groups : [];
  return [
    ...coreVersions.map((version) => `/api/${version}`),
    ...named.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`)),
  ];
}

function readList(client: Client, path: string): Promise<APIResourceList> {
  return client.json({ method: 'GET', path });
}
