import { type APIService, apiGroups, resources } from '@sampan/api';
import type { ResourceCatalog } from '../kinds/resource-catalog.js';

/** Marks what this server keeps: `onstart` is made again when it starts, `true` comes and goes with what is served. */
export const autoManagedLabel = 'kube-aggregator.kubernetes.io/automanaged';

/** kube-apiserver's priorities of its groups: the higher come first. */
const groupPriorities: Readonly<Record<string, number>> = {
  [apiGroups.core]: 18_000,
  [apiGroups.apps]: 17_800,
  [apiGroups.events]: 17_750,
  [apiGroups.authentication]: 17_700,
  [apiGroups.authorization]: 17_600,
  [apiGroups.autoscaling]: 17_500,
  [apiGroups.batch]: 17_400,
  [apiGroups.certificates]: 17_300,
  [apiGroups.networking]: 17_200,
  [apiGroups.policy]: 17_100,
  [apiGroups.rbac]: 17_000,
  [apiGroups.storage]: 16_800,
  [apiGroups.admission]: 16_700,
  [apiGroups.apiExtensions]: 16_700,
  [apiGroups.scheduling]: 16_600,
  [apiGroups.coordination]: 16_500,
  [apiGroups.node]: 16_300,
  [apiGroups.discovery]: 16_200,
};

/** What metrics-server and other servers of few groups ask for. */
const otherPriority = 100;
const customPriority = 1000;

/** An APIService for each group version that this server serves, but for the one of APIServices themselves. */
export function localServices(catalog: ResourceCatalog, which: 'builtIn' | 'custom'): APIService[] {
  const served = new Map<string, APIService>();
  for (const { group, version, isBuiltIn, storage } of catalog.shown()) {
    // Custom resources are stored, and their schemas come with them.
    const custom = !isBuiltIn && storage !== undefined;
    if (custom !== (which === 'custom') || group === apiGroups.apiRegistration) continue;
    const name = `${version}.${group}`;
    if (!served.has(name)) served.set(name, serviceOf(name, { group, version, custom }));
  }
  return [...served.values()];
}

function serviceOf(
  name: string,
  { group, version, custom }: { group: string; version: string; custom: boolean },
): APIService {
  const { kind, apiVersion } = resources.apiServices;
  return {
    ...{ kind, apiVersion },
    metadata: { name, labels: { [autoManagedLabel]: custom ? 'true' : 'onstart' } },
    spec: {
      ...(group !== '' && { group }),
      version,
      groupPriorityMinimum: custom ? customPriority : (groupPriorities[group] ?? otherPriority),
      versionPriority: custom ? otherPriority : versionPriority(group, version),
    },
  };
}

/** A stable version comes before those that are not, and of two the newer first. */
function versionPriority(group: string, version: string): number {
  if (group === apiGroups.core) return 1;
  if (group === apiGroups.metrics) return otherPriority;
  const [, major] = /^v(\d+)$/.exec(version) ?? [];
  if (major !== undefined) return 15 * Number(major);
  return version.includes('beta') ? 9 : 1;
}
