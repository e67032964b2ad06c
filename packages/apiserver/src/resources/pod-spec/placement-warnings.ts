import type { NodeSelectorTerm, PodAffinity, PodSpec } from '@sampan/api';

/** Labels of nodes that have newer names. */
const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Old names of labels, and selectors that select nothing, in what says where Pods run. */
export function placementWarnings(path: string, spec: PodSpec): string[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const at = `${path}.affinity.nodeAffinity`;
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((label) => deprecated(`${path}.nodeSelector[${label}]: `, label)),
    ...(nodeAffinity?.[required]?.nodeSelectorTerms ?? []).flatMap((term, index) =>
      termWarnings(`${at}.${required}.nodeSelectorTerms[${index}]`, term),
    ),
    ...(nodeAffinity?.[preferred] ?? []).flatMap(({ preference }, index) =>
      termWarnings(`${at}.${preferred}[${index}].preference`, preference),
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, index) => {
      const constraint = `${path}.topologySpreadConstraints[${index}]`;
      return [
        ...deprecated(`${constraint}.topologyKey: ${topologyKey} is `, topologyKey),
        ...(labelSelector === undefined ? [matchesNothing(constraint)] : []),
      ];
    }),
    ...podAffinityWarnings(`${path}.affinity.podAffinity`, podAffinity),
    ...podAffinityWarnings(`${path}.affinity.podAntiAffinity`, podAntiAffinity),
  ];
}

function deprecated(before: string, label: string): string[] {
  const message = deprecatedLabels[label];
  return message === undefined ? [] : [before + message];
}

function termWarnings(path: string, { matchExpressions = [] }: NodeSelectorTerm): string[] {
  return matchExpressions.flatMap(({ key }, index) =>
    deprecated(`${path}.matchExpressions[${index}].key: ${key} is `, key),
  );
}

function podAffinityWarnings(path: string, affinity: PodAffinity | undefined): string[] {
  return [
    ...(affinity?.[required] ?? []).flatMap(({ labelSelector }, index) =>
      labelSelector === undefined ? [matchesNothing(`${path}.${required}[${index}]`)] : [],
    ),
    ...(affinity?.[preferred] ?? []).flatMap(({ podAffinityTerm }, index) =>
      podAffinityTerm?.labelSelector === undefined
        ? [matchesNothing(`${path}.${preferred}[${index}].podAffinityTerm`)]
        : [],
    ),
  ];
}

function matchesNothing(path: string): string {
  return `${path}.labelSelector: a null labelSelector results in matching no pod`;
}
