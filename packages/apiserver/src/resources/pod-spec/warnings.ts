import { isDns1123Label, type ObjectMeta, type Pod, type PodSpec, type PodTemplateSpec } from '@sampan/api';
import { containerWarnings, portWarnings } from './container-warnings.js';
import { placementWarnings } from './placement-warnings.js';
import { volumeWarnings } from './volume-warnings.js';
import { duplicates, fractionalBytes } from './warning-tools.js';

/**
 * Likely mistakes in a pod spec, and what is on its way out, which the API accepts all the same: clients show them as
 * warnings. `path` is that of the template; empty for Pods.
 */
export function podSpecWarnings(path: string, spec: PodSpec, metadata: ObjectMeta = {}): string[] {
  const at = path === '' ? 'spec' : `${path}.spec`;
  const annotations = path === '' ? 'metadata.annotations' : `${path}.metadata.annotations`;
  return [
    ...placementWarnings(at, spec),
    ...annotationWarnings(annotations, metadata),
    ...volumeWarnings(`${at}.volumes`, spec.volumes ?? []),
    ...duplicates(spec.hostAliases, ({ ip }) => ip).map(
      ({ index, key }) => `${at}.hostAliases[${index}].ip: duplicate ip "${key}"`,
    ),
    ...duplicates(spec.imagePullSecrets, ({ name }) => name).map(
      ({ index, key }) => `${at}.imagePullSecrets[${index}].name: duplicate name "${key}"`,
    ),
    ...fractionalBytes(`${at}.overhead`, spec.overhead),
    ...containerWarnings(at, spec, { annotations, metadata }),
    ...portWarnings(at, spec),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
  ];
}

/** The warnings of a Pod that are new: an update that leaves the spec alone warns of nothing. */
export function newPodWarnings({ spec, metadata }: Pod, old?: Pod): string[] {
  if (old === undefined)
    return [...hostNameWarnings(metadata, "the Pod's hostname"), ...podSpecWarnings('', spec, metadata)];
  const before = podSpecWarnings('', old.spec, old.metadata);
  return podSpecWarnings('', spec, metadata).filter((warning) => !before.includes(warning));
}

/** The warnings of a template that are new. */
export function templateWarnings(
  path: string,
  template: PodTemplateSpec | undefined,
  old: PodTemplateSpec | undefined,
): string[] {
  if (template?.spec === undefined) return [];
  const before = old?.spec === undefined ? [] : podSpecWarnings(path, old.spec, old.metadata);
  return podSpecWarnings(path, template.spec, template.metadata).filter((warning) => !before.includes(warning));
}

const deadAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'seccomp.security.alpha.kubernetes.io/pod': 'non-functional in v1.27+; use the "seccompProfile" field instead',
};

function annotationWarnings(path: string, { annotations = {} }: ObjectMeta): string[] {
  return Object.entries(deadAnnotations).flatMap(([key, message]) =>
    annotations[key] === undefined ? [] : [`${path}[${key}]: ${message}`],
  );
}

/** The name of a Pod is its host name, and that of a workload a part of it; `use` says which. */
export function hostNameWarnings({ name = '' }: ObjectMeta, use: string): string[] {
  const problems = name === '' ? [] : isDns1123Label(name);
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}
