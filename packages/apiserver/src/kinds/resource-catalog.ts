import type { ResourceDefinition } from './resource-definition.js';
import { type RuntimeConfig, serving } from './runtime-config.js';

/** Finds served resources; changes as custom resources come and go. */
export interface ResourceCatalog {
  find(group: string, version: string, plural: string): ResourceDefinition | undefined;
  forKind(apiVersion: string, kind: string): ResourceDefinition | undefined;
  all(): readonly ResourceDefinition[];
  /** Those that discovery and OpenAPI tell of: not the versions that are served for the sake of old manifests. */
  shown(): readonly ResourceDefinition[];
  /** Whether a served version is one of {@link shown}. */
  isShown(resource: ResourceDefinition): boolean;
  /** Counts changes: what is derived from the catalog is derived anew when it has moved on. */
  readonly generation: number;
}

/** A catalog that resources can be added to and taken from while the server runs: custom resources come and go. */
export interface MutableResourceCatalog extends ResourceCatalog {
  add(...resources: ResourceDefinition[]): void;
  remove(resource: ResourceDefinition): void;
}

export function createResourceCatalog(
  resources: readonly ResourceDefinition[],
  config: RuntimeConfig = new Map(),
): MutableResourceCatalog {
  const byPlural = new Map<string, ResourceDefinition>();
  const byKind = new Map<string, ResourceDefinition>();
  let listed: readonly ResourceDefinition[] = [];
  let shown: readonly ResourceDefinition[] = [];
  let generation = 0;

  function isShown(resource: ResourceDefinition): boolean {
    return serving(resource, config) === 'shown';
  }

  function changed(): void {
    listed = [...byPlural.values()];
    shown = listed.filter(isShown);
    generation++;
  }

  function add(...added: readonly ResourceDefinition[]): void {
    for (const resource of added) {
      byPlural.set(pluralKey(resource), resource);
      byKind.set(kindKey(resource), resource);
    }
    changed();
  }

  add(...resources.filter((resource) => serving(resource, config) !== 'off'));
  return {
    get generation() {
      return generation;
    },
    add,
    remove: (resource) => {
      byPlural.delete(pluralKey(resource));
      byKind.delete(kindKey(resource));
      changed();
    },
    find: (group, version, plural) => byPlural.get(`${group}/${version}/${plural}`),
    forKind: (apiVersion, kind) => byKind.get(`${apiVersion}/${kind}`),
    all: () => listed,
    shown: () => shown,
    isShown,
  };
}

function pluralKey({ group, version, plural }: ResourceDefinition): string {
  return `${group}/${version}/${plural}`;
}

function kindKey({ group, version, kind }: ResourceDefinition): string {
  return `${group === '' ? '' : `${group}/`}${version}/${kind}`;
}
