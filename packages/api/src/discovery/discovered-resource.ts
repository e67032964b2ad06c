import type { APIResourceList } from '../generated/types.js';
import type { APIGroupDiscoveryList } from '../meta-types.js';
import { parseApiVersion } from './group-version-kind.js';

/** One resource of one group version, as discovery tells of it. */
export interface DiscoveredResource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  /** `status`, `scale`, … */
  subresources: readonly string[];
}

/** The resources of aggregated discovery documents (`/api` and `/apis`), in the server's order of preference. */
export function resourcesOfAggregated(documents: readonly APIGroupDiscoveryList[]): DiscoveredResource[] {
  const groups = documents.flatMap((document) => document.items);
  return groups.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => ({
        group: resource.responseKind?.group || (metadata.name ?? ''),
        version: resource.responseKind?.version || version,
        kind: resource.responseKind?.kind ?? '',
        plural: resource.resource,
        singular: resource.singularResource || (resource.responseKind?.kind ?? '').toLowerCase(),
        namespaced: resource.scope === 'Namespaced',
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        verbs: resource.verbs,
        subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
      })),
    ),
  );
}

/** The resources of legacy discovery documents (`/api/v1`, `/apis/GROUP/VERSION`), given in the order of preference. */
export function resourcesOfLists(lists: readonly APIResourceList[]): DiscoveredResource[] {
  return lists.flatMap(({ groupVersion, resources }) =>
    resources
      .filter(({ name }) => !name.includes('/'))
      .map((resource) => ({
        ...parseApiVersion(groupVersion),
        kind: resource.kind,
        plural: resource.name,
        singular: resource.singularName || resource.kind.toLowerCase(),
        namespaced: resource.namespaced,
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        verbs: resource.verbs,
        subresources: resources
          .filter(({ name }) => name.startsWith(`${resource.name}/`))
          .map(({ name }) => name.slice(resource.name.length + 1)),
      })),
  );
}
