import type { PolicyRule } from '@sampan/api';

export const read = ['get', 'list', 'watch'];
export const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
export const readWrite = [...write, ...read];

/** The API groups that roles speak of, by the short names they have here. */
export const groups = {
  core: '',
  admission: 'admissionregistration.k8s.io',
  apiRegistration: 'apiregistration.k8s.io',
  apiExtensions: 'apiextensions.k8s.io',
  apps: 'apps',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  autoscaling: 'autoscaling',
  batch: 'batch',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  metrics: 'metrics.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  policy: 'policy',
  rbac: 'rbac.authorization.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
} as const;

/** Allows `verbs` on resources of a group: all of them, or only those of these names. */
export function rule(
  verbs: readonly string[],
  group: string,
  resources: readonly string[],
  names?: readonly string[],
): PolicyRule {
  return {
    apiGroups: [group],
    resources: [...resources],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  };
}

/** Allows `verbs` on paths. */
export function pathRule(verbs: readonly string[], paths: readonly string[]): PolicyRule {
  return { nonResourceURLs: [...paths], verbs: [...verbs] };
}

/** Reporting events, in whichever group. */
export const eventsRule: PolicyRule = {
  apiGroups: [groups.core, groups.events],
  resources: ['events'],
  verbs: ['create', 'patch', 'update'],
};

/** Everything there is. */
export const everyResource: PolicyRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
