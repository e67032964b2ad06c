import { type DiscoveredResource, formatApiVersion, type NamedRuleWithOperations } from '@sampan/api';

/** A kind in a version. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** As Go prints a kind: `apps/v1, Kind=Deployment`. */
export function formatKind({ apiVersion, kind }: Kind): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/** More kinds are not checked by: the rules of a policy may name very many. */
const mostKinds = 10;

/**
 * The kinds that rules name, sorted. A rule that names groups or versions by a wildcard names none; neither do wildcards among
 * its resources, nor subresources (upstream's `typesToCheck`).
 */
export function kindsOfRules(
  rules: readonly NamedRuleWithOperations[],
  served: readonly DiscoveredResource[],
): readonly Kind[] {
  const found = new Map<string, Kind>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) continue;
    const named = served.filter(
      ({ group, version, plural }) =>
        apiGroups.includes(group) && apiVersions.includes(version) && resources.includes(plural),
    );
    for (const { kind, ...groupVersion } of named) {
      const one = { apiVersion: formatApiVersion(groupVersion), kind };
      if (found.size < mostKinds) found.set(formatKind(one), one);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}
