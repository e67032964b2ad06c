import type { Kustomization } from './kustomization.js';
import { currentId, type Resource } from './resource.js';
import type { ResourceId } from './resource-id.js';

/** What others depend on stands first, what calls them before everything else last. */
const usuallyFirst = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const usuallyLast = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The resources in the order of `sortOptions`: by kind and name unless it is `fifo`. */
export function sortResources(resources: readonly Resource[], options: Kustomization['sortOptions']): Resource[] {
  if (options?.order === 'fifo') return [...resources];
  const { orderFirst = usuallyFirst, orderLast = usuallyLast } = options?.legacySortOptions ?? {};
  const rank = (kind: string) => {
    if (orderFirst.includes(kind)) return orderFirst.indexOf(kind) - orderFirst.length;
    return orderLast.includes(kind) ? orderLast.indexOf(kind) + 1 : 0;
  };
  const keyed = resources.map((resource) => {
    const id = currentId(resource);
    return { resource, rank: rank(id.kind), type: typeText(id), text: idText(id) };
  });
  keyed.sort((a, b) => a.rank - b.rank || compare(a.type, b.type) || compare(a.text, b.text));
  return keyed.map(({ resource }) => resource);
}

function typeText({ group, version, kind }: ResourceId): string {
  return [group || '~G', version || '~V', kind || '~K'].join('_');
}

function idText(id: ResourceId): string {
  return [typeText(id), id.namespace || '~X', id.name || '~N'].join('|');
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
