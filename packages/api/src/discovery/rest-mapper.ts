import { quote } from '../text/quote.js';
import type { DiscoveredResource } from './discovered-resource.js';
import { formatApiVersion, type GroupVersionKind } from './group-version-kind.js';

/** No served resource matches; `message` is what kubectl prints. */
export class NoMatchError extends Error {
  override name = 'NoMatchError';
}

/** Finds the resource that people or manifests speak of. */
export interface RestMapper {
  readonly resources: readonly DiscoveredResource[];
  /**
   * The resource that an argument of kubectl names: plural, singular, short name or kind, alone or as `TYPE.GROUP` or
   * `TYPE.VERSION.GROUP`. Throws a {@link NoMatchError}.
   */
  resourceFor(argument: string): DiscoveredResource;
  /** The resource of an object's `apiVersion` and `kind`. Throws a {@link NoMatchError}. */
  resourceForKind(gvk: GroupVersionKind): DiscoveredResource;
  /** The members of a category such as `all`, each in its preferred version; undefined where there is no such category. */
  category(name: string): DiscoveredResource[] | undefined;
}

/** A mapper over `resources` in the server's order of preference: where several match, the first does. */
export function restMapper(resources: readonly DiscoveredResource[]): RestMapper {
  const namedBy = indexByName(resources);
  return {
    resources,
    resourceFor: (argument) => {
      const found = findByName(namedBy, argument.toLowerCase()) ?? findByKind(resources, argument);
      if (found === undefined) {
        throw new NoMatchError(`the server doesn't have a resource type ${quote(argument.split('.')[0] ?? '')}`);
      }
      return found;
    },
    resourceForKind: (gvk) => {
      const found = resources.find(
        ({ group, version, kind }) => group === gvk.group && version === gvk.version && kind === gvk.kind,
      );
      if (found === undefined) {
        throw new NoMatchError(`no matches for kind ${quote(gvk.kind)} in version ${quote(formatApiVersion(gvk))}`);
      }
      return found;
    },
    category: (name) => {
      const members = resources.filter(({ categories }) => categories.includes(name));
      return members.length === 0 ? undefined : preferredVersions(members);
    },
  };
}

/** Of the versions of each resource, the one that the server prefers. */
export function preferredVersions(resources: readonly DiscoveredResource[]): DiscoveredResource[] {
  const seen = new Set<string>();
  return resources.filter(({ group, plural }) => {
    const key = `${plural}.${group}`;
    return !seen.has(key) && seen.add(key);
  });
}

function indexByName(resources: readonly DiscoveredResource[]): Map<string, DiscoveredResource[]> {
  const index = new Map<string, DiscoveredResource[]>();
  const passes: ((resource: DiscoveredResource) => readonly string[])[] = [
    ({ plural, singular, kind }) => [plural, singular, kind.toLowerCase()],
    ({ shortNames }) => shortNames,
  ];
  for (const namesOf of passes) {
    for (const resource of resources) {
      for (const name of new Set(namesOf(resource))) {
        const known = index.get(name);
        if (known === undefined) index.set(name, [resource]);
        else if (!known.includes(resource)) known.push(resource);
      }
    }
  }
  return index;
}

/** First as `TYPE.VERSION.GROUP`, then as `TYPE.GROUP`, where a prefix of the group is enough if no group is equal. */
function findByName(namedBy: Map<string, DiscoveredResource[]>, argument: string): DiscoveredResource | undefined {
  const [name = '', version, ...rest] = argument.split('.');
  const named = namedBy.get(name) ?? [];
  if (version === undefined) return named[0];
  const group = rest.join('.');
  const versioned =
    rest.length === 0 ? undefined : named.find((resource) => resource.version === version && resource.group === group);
  if (versioned !== undefined) return versioned;
  const asked = argument.slice(name.length + 1);
  return named.find((resource) => resource.group === asked) ?? named.find(({ group }) => group.startsWith(asked));
}

function findByKind(resources: readonly DiscoveredResource[], argument: string): DiscoveredResource | undefined {
  const [kind = '', ...rest] = argument.split('.');
  const group = rest.join('.');
  const [version = '', ...groupParts] = rest;
  return (
    resources.find(
      (resource) => resource.kind === kind && resource.version === version && resource.group === groupParts.join('.'),
    ) ?? resources.find((resource) => resource.kind === kind && resource.group === group)
  );
}
