import type { APIResource, APIResourceDiscovery, APIResourceList, APIVersionDiscovery } from '@sampan/api';

/** What `/apis/GROUP/VERSION` of another server says, in the form of aggregated discovery. */
export function discoveryOfList(
  { resources = [] }: Pick<APIResourceList, 'resources'>,
  { group, version }: { group: string; version: string },
): APIVersionDiscovery {
  const responseKind = (resource: APIResource) => ({
    group: resource.group || group,
    version: resource.version || version,
    kind: resource.kind,
  });
  const subresourcesOf = (name: string) =>
    resources
      .filter((each) => each.name.startsWith(`${name}/`))
      .map((each) => ({
        subresource: each.name.slice(name.length + 1),
        responseKind: responseKind(each),
        verbs: each.verbs,
      }));
  const whole = resources.filter(
    ({ name }) => !name.includes('/') || !resources.some((each) => name.startsWith(`${each.name}/`)),
  );
  return {
    version,
    freshness: 'Current',
    resources: whole.map((each): APIResourceDiscovery => {
      const subresources = subresourcesOf(each.name);
      return {
        resource: each.name,
        responseKind: responseKind(each),
        scope: each.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: each.singularName ?? '',
        verbs: each.verbs,
        ...(each.shortNames && { shortNames: each.shortNames }),
        ...(each.categories && { categories: each.categories }),
        ...(subresources.length > 0 && { subresources }),
      };
    }),
  };
}
