import { type APIVersionDiscovery, apiGroups } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { compareVersions } from '../kinds/version-priority.js';

/** A served API group and its resources. */
export interface ServedGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly ServedVersion[];
}

export interface ServedVersion {
  readonly version: string;
  readonly resources: readonly ResourceDefinition[];
  /** What another server says that it serves; this server's own resources are hidden by it. */
  readonly remote?: RemoteVersion;
}

/** A group version that is served by somebody else. */
export interface RemoteVersion {
  readonly group: string;
  readonly version: string;
  /** Absent: it has not been told yet. */
  readonly discovery: APIVersionDiscovery | undefined;
  readonly available: boolean;
}

/** The order in which Kubernetes lists its groups; others follow by name. */
const groupOrder: readonly string[] = Object.values(apiGroups);

/** `resources`, by group and version, and what others serve. */
export function servedGroups(
  resources: readonly ResourceDefinition[],
  remotes: readonly RemoteVersion[] = [],
): ServedGroup[] {
  const groups = new Map<string, Map<string, ResourceDefinition[]>>();
  for (const { group, version } of remotes) {
    const versions = groups.get(group) ?? new Map<string, ResourceDefinition[]>();
    groups.set(group, versions.set(version, []));
  }
  const remoteOf = (group: string, version: string) => {
    const remote = remotes.find((each) => each.group === group && each.version === version);
    return remote && { remote };
  };
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, ResourceDefinition[]>();
    groups.set(resource.group, versions);
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource]);
  }
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .sort(([a], [b]) => compareVersions(a, b))
        .map(([version, served]) => ({ version, resources: sortByPlural(served), ...remoteOf(name, version) })),
    }));
}

function rank(group: string): number {
  const index = groupOrder.indexOf(group);
  return index === -1 ? groupOrder.length : index;
}

function sortByPlural(resources: readonly ResourceDefinition[]): ResourceDefinition[] {
  return [...resources].sort((a, b) => (a.plural < b.plural ? -1 : 1));
}
