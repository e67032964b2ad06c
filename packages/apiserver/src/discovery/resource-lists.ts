import { createHash } from 'node:crypto';
import type { APIResource, APIResourceList } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { type Subresource, viewVerbs } from '../kinds/subresource.js';

/** What `/api/v1` answers, as upstream: without its own version. */
type ServedResources = Omit<APIResourceList, 'apiVersion'> & { apiVersion?: string };

/** `/api/v1`, `/apis/apps/v1`: what one group version serves. */
export function resourceList(groupVersion: string, resources: readonly ResourceDefinition[]): ServedResources {
  const apiVersion = groupVersion === 'v1' ? {} : { apiVersion: 'v1' };
  return { kind: 'APIResourceList', ...apiVersion, groupVersion, resources: resources.flatMap(apiResources) };
}

function apiResources(resource: ResourceDefinition): APIResource[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  const main: APIResource = { name: plural, singularName: singular, namespaced, kind, verbs: [...verbs] };
  if (shortNames.length > 0) main.shortNames = [...shortNames];
  if (categories.length > 0) main.categories = [...categories];
  if (resource.storage !== undefined) main.storageVersionHash = storageVersionHash(resource.hub);
  const subresources = subresourceEntries(resource).map(([name, subresource]): APIResource => {
    const entry = { name: `${plural}/${name}`, singularName: '', namespaced };
    const own = subresource.kind;
    if (own === undefined) return { ...entry, kind, verbs: subresourceVerbs(subresource) };
    const foreign = own.group !== resource.group || own.version !== resource.version;
    const groupVersion = foreign ? { group: own.group, version: own.version } : {};
    return { ...entry, ...groupVersion, kind: own.kind, verbs: subresourceVerbs(subresource) };
  });
  return [main, ...subresources];
}

/** The subresources of a resource, by name; those of custom resources as they are defined. */
export function subresourceEntries(resource: ResourceDefinition): [string, Subresource<never>][] {
  const entries = Object.entries(resource.subresources) as [string, Subresource<never>][];
  return resource.isBuiltIn ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries;
}

const verbOfMethod = { DELETE: 'delete', GET: 'get', PATCH: 'patch', POST: 'create', PUT: 'update' };

/** What can be done with a subresource, sorted. */
export function subresourceVerbs(subresource: Subresource<never>): string[] {
  if (subresource.type === 'view') return [...(subresource.verbs ?? viewVerbs)];
  if (subresource.type === 'action') return ['create'];
  const verbs = subresource.methods.map((method) => (verbOfMethod as Record<string, string | undefined>)[method]);
  return verbs.filter((verb) => verb !== undefined).sort();
}

/** Changes when the stored version does: storage migrators look at it. */
function storageVersionHash({ group, version, kind }: ResourceDefinition): string {
  return createHash('sha256').update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString('base64');
}
