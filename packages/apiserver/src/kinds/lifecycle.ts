import { formatApiVersion } from '@sampan/api';
import { kubernetesVersion } from '../server/version.js';

/** When a version of a kind came and went, by releases of Kubernetes: `1.16`. */
export interface Lifecycle {
  readonly introduced: string;
  readonly deprecated: string;
  /** The first release without it. */
  readonly removed: string;
  /** What to use instead (`apps/v1 Deployment`), empty for nothing. Default: the kind in the version in which it is stored. */
  readonly replacement?: string;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What upstream warns of, whenever something is asked for in a version that is to go or has gone. */
export function deprecationWarning(gvk: GroupVersionKind, lifecycle: Lifecycle, hub: GroupVersionKind): string {
  const { deprecated, removed, replacement = nameOf(hub) } = lifecycle;
  const instead = replacement === '' ? '' : `; use ${replacement}`;
  return `${nameOf(gvk)} is deprecated in v${deprecated}+, unavailable in v${removed}+${instead}`;
}

/** Whether the release that this server is like has the version no more. */
export function isGone({ removed }: Lifecycle): boolean {
  const [major, minor] = removed.split('.').map(Number) as [number, number];
  return major < Number(kubernetesVersion.major) || minor <= Number(kubernetesVersion.minor);
}

function nameOf({ kind, ...groupVersion }: GroupVersionKind): string {
  return `${formatApiVersion(groupVersion)} ${kind}`;
}
