import type { APIGroupDiscoveryList, APIResourceDiscovery } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { SubresourceKind } from '../kinds/subresource.js';
import type { ServedGroup } from './group-versions.js';
import { subresourceEntries, subresourceVerbs } from './resource-lists.js';

/** Everything that some groups serve, in one document (`apidiscovery.k8s.io/v2`). */
export function aggregatedDiscovery(groups: readonly ServedGroup[], version: 'v2' | 'v2beta1'): APIGroupDiscoveryList {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { name, creationTimestamp: undefined },
      versions: versions.map(({ version, resources, remote }) => {
        if (remote === undefined) return { version, resources: resources.map(resourceDiscovery), freshness: 'Current' };
        const { discovery, available } = remote;
        return {
          ...(discovery ?? { version, resources: [] }),
          freshness: available && discovery ? 'Current' : 'Stale',
        };
      }),
    })),
  };
}

function resourceDiscovery(resource: ResourceDefinition): APIResourceDiscovery {
  const { plural, singular, namespaced, verbs, shortNames, categories } = resource;
  const discovery: APIResourceDiscovery = {
    resource: plural,
    responseKind: responseKind(resource, resource),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: [...verbs],
  };
  if (shortNames.length > 0) discovery.shortNames = [...shortNames];
  if (categories.length > 0) discovery.categories = [...categories];
  const subresources = subresourceEntries(resource).map(([name, subresource]) => ({
    subresource: name,
    responseKind: responseKind(resource, subresource.kind ?? resource),
    verbs: subresourceVerbs(subresource),
  }));
  if (subresources.length > 0) discovery.subresources = subresources;
  return discovery;
}

/** Built-in resources leave out the group and the version where they are those of the document around them. */
function responseKind(resource: ResourceDefinition, { group, version, kind }: SubresourceKind): SubresourceKind {
  const implied = resource.isBuiltIn && group === resource.group && version === resource.version;
  return implied ? { group: '', version: '', kind } : { group, version, kind };
}
