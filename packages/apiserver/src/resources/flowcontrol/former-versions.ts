import type { KubernetesObject, PriorityLevelConfiguration } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';

const group = 'flowcontrol.apiserver.k8s.io';

const v1beta3 = { introduced: '1.26', deprecated: '1.29', removed: '1.32' };
const v1beta2 = { introduced: '1.23', deprecated: '1.26', removed: '1.29' };
const v1beta1 = { introduced: '1.20', deprecated: '1.23', removed: '1.26' };

/** The former versions of a kind of the group. */
export function formerVersions(kind: string) {
  const replacement = `${group}/v1beta3 ${kind}`;
  return {
    [`${group}/v1beta3`]: { lifecycle: v1beta3 },
    [`${group}/v1beta2`]: { lifecycle: { ...v1beta2, replacement } },
    [`${group}/v1beta1`]: { lifecycle: { ...v1beta1, replacement } },
  };
}

/** Shares were called assured at first, when no level lent its own to others. */
export const formerLevels: Record<string, ResourceVersion<PriorityLevelConfiguration>> = Object.fromEntries(
  Object.entries(formerVersions('PriorityLevelConfiguration')).map(([apiVersion, version]) => [
    apiVersion,
    apiVersion.endsWith('v1beta3') ? version : { ...version, ...assured(apiVersion) },
  ]),
);

function assured(apiVersion: string): Partial<ResourceVersion<PriorityLevelConfiguration>> {
  const [now, then] = ['nominalConcurrencyShares', 'assuredConcurrencyShares'] as const;
  return {
    fromHub: (level) => ({ ...renamed(level, now, then), apiVersion }),
    toHub: (object) => ({ ...renamed(object, then, now), apiVersion: `${group}/v1` }) as PriorityLevelConfiguration,
  };
}

/** The level with one field of its limits under another name. */
function renamed(object: KubernetesObject, from: string, to: string): KubernetesObject {
  const { spec } = object as PriorityLevelConfiguration;
  if (spec?.limited === undefined) return object;
  const { [from]: shares, ...others } = spec.limited as Record<string, unknown>;
  const limited = { ...(shares !== undefined && { [to]: shares }), ...others };
  return { ...object, spec: { ...spec, limited } } as KubernetesObject;
}
