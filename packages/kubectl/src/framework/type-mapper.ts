import {
  type APIGroupDiscovery,
  type DiscoveredResource,
  formatApiVersion,
  NoMatchError,
  parseApiVersion,
  preferredVersions,
  type ResourceType,
  type RestMapper,
  resourcesOfAggregated,
  restMapper,
  type UnstructuredObject,
} from '@sampan/api';
import type { Discovery } from './discovery.js';
import { NoKindMatch, NoTypeMatch } from './no-match.js';

/** A type that the server serves, with everything that a command may want to know of it. */
export type MappedType = DiscoveredResource & ResourceType<UnstructuredObject>;

/** Finds types by what users call them. A name that is not found is looked up once more in fresh discovery. */
export interface TypeMapper {
  /** The type that `TYPE`, `TYPE.GROUP` or `TYPE.VERSION.GROUP` means: plural, singular, short name or kind. */
  byName(text: string): Promise<MappedType>;
  /** As `byName`, but a category (`all`) means several types. */
  byNameOrCategory(text: string): Promise<readonly MappedType[]>;
  byKind(apiVersion: string, kind: string): Promise<MappedType>;
  /** Every type in every version, preferred versions first in each group. */
  all(): readonly MappedType[];
  /** Every type in the version that the server prefers. */
  preferred(): readonly MappedType[];
  /** Asks the server anew. */
  refresh(): Promise<void>;
  readonly discovery: Discovery;
}

/** A type mapper over what `discovery` knows; `warn` gets a line for a short name that several types have. */
export async function createTypeMapper(discovery: Discovery, warn: (line: string) => void): Promise<TypeMapper> {
  let mapper = mapperOf(await discovery.groups());

  const refresh = async () => {
    mapper = mapperOf(await discovery.refresh());
  };
  async function find<T>(look: (mapper: RestMapper) => T): Promise<T> {
    try {
      return look(mapper);
    } catch (error) {
      if (discovery.isFresh() || !(error instanceof NoMatchError)) throw error;
    }
    await refresh();
    return look(mapper);
  }
  const byName = async (text: string) => {
    try {
      const type = mapped(await find((current) => current.resourceFor(text)));
      warnOfShortName(text, type, mapper);
      return type;
    } catch (error) {
      throw error instanceof NoMatchError ? new NoTypeMatch(text.split('.')[0] ?? '') : error;
    }
  };
  function warnOfShortName(text: string, found: MappedType, current: RestMapper): void {
    if (!found.shortNames.includes(text)) return;
    const others = preferredVersions(current.resources)
      .filter((other) => other.shortNames.includes(text))
      .filter(({ group, plural }) => group !== found.group || plural !== found.plural);
    if (others.length === 0) return;
    const names = others.map(pluralGroupResource).join(', ');
    warn(`Warning: short name ${JSON.stringify(text)} could also match lower priority resource ${names}`);
  }
  return {
    discovery,
    refresh,
    byName,
    byNameOrCategory: async (text) => mapper.category(text)?.map(mapped) ?? [await byName(text)],
    byKind: async (apiVersion, kind) => {
      try {
        return mapped(await find((current) => current.resourceForKind({ ...parseApiVersion(apiVersion), kind })));
      } catch (error) {
        throw error instanceof NoMatchError ? new NoKindMatch(kind, apiVersion) : error;
      }
    },
    all: () => mapper.resources.map(mapped),
    preferred: () => preferredVersions(mapper.resources).map(mapped),
  };
}

/** `deployment.apps`, `pod`: what stands before the slash in kubectl's messages. */
export function groupResource({ group, singular, kind }: Pick<MappedType, 'group' | 'singular' | 'kind'>): string {
  const name = singular || kind.toLowerCase();
  return group === '' ? name : `${name}.${group}`;
}

/** `deployments.apps`, `pods`. */
export function pluralGroupResource({ group, plural }: Pick<MappedType, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function mapperOf(groups: readonly APIGroupDiscovery[]): RestMapper {
  const document = { apiVersion: 'apidiscovery.k8s.io/v2', kind: 'APIGroupDiscoveryList', metadata: {} };
  return restMapper(resourcesOfAggregated([{ ...document, items: [...groups] }]));
}

function mapped(resource: DiscoveredResource): MappedType {
  return { ...resource, apiVersion: formatApiVersion(resource) };
}
