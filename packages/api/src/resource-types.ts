import type {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CoreV1Event,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  Job,
  Lease,
  Namespace,
  Node,
  Pod,
  PriorityClass,
  ReplicaSet,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} from './generated/types.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { type ResourceType, resourceType } from './resource-type.js';

function namespaced<T extends KubernetesObject>(apiVersion: string, kind: string, plural: string): ResourceType<T> {
  return resourceType<T>(apiVersion, kind, { plural, namespaced: true });
}

function clusterScoped<T extends KubernetesObject>(apiVersion: string, kind: string, plural: string): ResourceType<T> {
  return resourceType<T>(apiVersion, kind, { plural, namespaced: false });
}

/** The built-in resources that Sampan's own components talk about, by their plural names. */
export const resources = {
  clusterRoleBindings: clusterScoped<ClusterRoleBinding>(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'clusterrolebindings',
  ),
  clusterRoles: clusterScoped<ClusterRole>('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles'),
  configMaps: namespaced<ConfigMap>('v1', 'ConfigMap', 'configmaps'),
  cronJobs: namespaced<CronJob>('batch/v1', 'CronJob', 'cronjobs'),
  daemonSets: namespaced<DaemonSet>('apps/v1', 'DaemonSet', 'daemonsets'),
  deployments: namespaced<Deployment>('apps/v1', 'Deployment', 'deployments'),
  endpoints: namespaced<Endpoints>('v1', 'Endpoints', 'endpoints'),
  endpointSlices: namespaced<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  events: namespaced<CoreV1Event>('v1', 'Event', 'events'),
  jobs: namespaced<Job>('batch/v1', 'Job', 'jobs'),
  leases: namespaced<Lease>('coordination.k8s.io/v1', 'Lease', 'leases'),
  namespaces: clusterScoped<Namespace>('v1', 'Namespace', 'namespaces'),
  nodes: clusterScoped<Node>('v1', 'Node', 'nodes'),
  pods: namespaced<Pod>('v1', 'Pod', 'pods'),
  priorityClasses: clusterScoped<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses'),
  replicaSets: namespaced<ReplicaSet>('apps/v1', 'ReplicaSet', 'replicasets'),
  roleBindings: namespaced<RoleBinding>('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  roles: namespaced<Role>('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  secrets: namespaced<Secret>('v1', 'Secret', 'secrets'),
  serviceAccounts: namespaced<ServiceAccount>('v1', 'ServiceAccount', 'serviceaccounts'),
  services: namespaced<Service>('v1', 'Service', 'services'),
  statefulSets: namespaced<StatefulSet>('apps/v1', 'StatefulSet', 'statefulsets'),
} as const;
