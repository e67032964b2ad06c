import { apiGroups } from './api-groups.js';
import type * as types from './generated/types.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { describeResource, type ResourceDescription, type ResourceNames } from './resource-description.js';

type More = Omit<ResourceNames, 'plural' | 'namespaced'>;

/** The rows of one group's table, in the version in which its objects are stored. */
function groupVersion(group: string, version: string) {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return {
    namespaced: <T extends KubernetesObject>(kind: string, plural: string, more: More = {}): ResourceDescription<T> =>
      describeResource<T>(apiVersion, kind, { plural, namespaced: true, ...more }),
    cluster: <T extends KubernetesObject>(kind: string, plural: string, more: More = {}): ResourceDescription<T> =>
      describeResource<T>(apiVersion, kind, { plural, namespaced: false, ...more }),
  };
}

const core = groupVersion(apiGroups.core, 'v1');
const apps = groupVersion(apiGroups.apps, 'v1');
const authentication = groupVersion(apiGroups.authentication, 'v1');
const authorization = groupVersion(apiGroups.authorization, 'v1');
const autoscaling = groupVersion(apiGroups.autoscaling, 'v2');
const batch = groupVersion(apiGroups.batch, 'v1');
const certificates = groupVersion(apiGroups.certificates, 'v1');
const networking = groupVersion(apiGroups.networking, 'v1');
const policy = groupVersion(apiGroups.policy, 'v1');
const rbac = groupVersion(apiGroups.rbac, 'v1');
const storage = groupVersion(apiGroups.storage, 'v1');
const admission = groupVersion(apiGroups.admission, 'v1');
const apiRegistration = groupVersion(apiGroups.apiRegistration, 'v1');
const apiExtensions = groupVersion(apiGroups.apiExtensions, 'v1');
const scheduling = groupVersion(apiGroups.scheduling, 'v1');
const coordination = groupVersion(apiGroups.coordination, 'v1');
const node = groupVersion(apiGroups.node, 'v1');
const discovery = groupVersion(apiGroups.discovery, 'v1');
const flowControl = groupVersion(apiGroups.flowControl, 'v1');
const resource = groupVersion(apiGroups.resource, 'v1');

const all = ['all'];
const extensions = ['api-extensions'];

/**
 * The table of kinds: everything that is data about the built-in resources that Sampan serves, or that its components
 * talk about. What the API server does with a kind is in the kind's file, which begins with its row.
 */
export const resources = {
  bindings: core.namespaced<types.Binding>('Binding', 'bindings'),
  componentStatuses: core.cluster<types.ComponentStatus>('ComponentStatus', 'componentstatuses', {
    shortNames: ['cs'],
  }),
  configMaps: core.namespaced<types.ConfigMap>('ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  endpoints: core.namespaced<types.Endpoints>('Endpoints', 'endpoints', {
    shortNames: ['ep'],
    prefix: 'services/endpoints',
  }),
  events: core.namespaced<types.CoreV1Event>('Event', 'events', { shortNames: ['ev'] }),
  limitRanges: core.namespaced<types.LimitRange>('LimitRange', 'limitranges', { shortNames: ['limits'] }),
  namespaces: core.cluster<types.Namespace>('Namespace', 'namespaces', { shortNames: ['ns'] }),
  nodes: core.cluster<types.Node>('Node', 'nodes', { shortNames: ['no'], prefix: 'minions' }),
  persistentVolumeClaims: core.namespaced<types.PersistentVolumeClaim>(
    'PersistentVolumeClaim',
    'persistentvolumeclaims',
    { shortNames: ['pvc'] },
  ),
  persistentVolumes: core.cluster<types.PersistentVolume>('PersistentVolume', 'persistentvolumes', {
    shortNames: ['pv'],
  }),
  pods: core.namespaced<types.Pod>('Pod', 'pods', { shortNames: ['po'], categories: all }),
  podTemplates: core.namespaced<types.PodTemplate>('PodTemplate', 'podtemplates'),
  replicationControllers: core.namespaced<types.ReplicationController>(
    'ReplicationController',
    'replicationcontrollers',
    { shortNames: ['rc'], categories: all, prefix: 'controllers' },
  ),
  resourceQuotas: core.namespaced<types.ResourceQuota>('ResourceQuota', 'resourcequotas', { shortNames: ['quota'] }),
  secrets: core.namespaced<types.Secret>('Secret', 'secrets'),
  serviceAccounts: core.namespaced<types.ServiceAccount>('ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] }),
  services: core.namespaced<types.Service>('Service', 'services', {
    shortNames: ['svc'],
    categories: all,
    prefix: 'services/specs',
  }),

  controllerRevisions: apps.namespaced<types.ControllerRevision>('ControllerRevision', 'controllerrevisions'),
  daemonSets: apps.namespaced<types.DaemonSet>('DaemonSet', 'daemonsets', { shortNames: ['ds'], categories: all }),
  deployments: apps.namespaced<types.Deployment>('Deployment', 'deployments', {
    shortNames: ['deploy'],
    categories: all,
  }),
  replicaSets: apps.namespaced<types.ReplicaSet>('ReplicaSet', 'replicasets', { shortNames: ['rs'], categories: all }),
  statefulSets: apps.namespaced<types.StatefulSet>('StatefulSet', 'statefulsets', {
    shortNames: ['sts'],
    categories: all,
  }),

  selfSubjectReviews: authentication.cluster<types.SelfSubjectReview>('SelfSubjectReview', 'selfsubjectreviews'),
  tokenReviews: authentication.cluster<types.TokenReview>('TokenReview', 'tokenreviews'),

  localSubjectAccessReviews: authorization.namespaced<types.LocalSubjectAccessReview>(
    'LocalSubjectAccessReview',
    'localsubjectaccessreviews',
  ),
  selfSubjectAccessReviews: authorization.cluster<types.SelfSubjectAccessReview>(
    'SelfSubjectAccessReview',
    'selfsubjectaccessreviews',
  ),
  selfSubjectRulesReviews: authorization.cluster<types.SelfSubjectRulesReview>(
    'SelfSubjectRulesReview',
    'selfsubjectrulesreviews',
  ),
  subjectAccessReviews: authorization.cluster<types.SubjectAccessReview>('SubjectAccessReview', 'subjectaccessreviews'),

  horizontalPodAutoscalers: autoscaling.namespaced<types.V2HorizontalPodAutoscaler>(
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    { shortNames: ['hpa'], categories: all },
  ),

  cronJobs: batch.namespaced<types.CronJob>('CronJob', 'cronjobs', { shortNames: ['cj'], categories: all }),
  jobs: batch.namespaced<types.Job>('Job', 'jobs', { categories: all }),

  certificateSigningRequests: certificates.cluster<types.CertificateSigningRequest>(
    'CertificateSigningRequest',
    'certificatesigningrequests',
    { shortNames: ['csr'] },
  ),

  ingressClasses: networking.cluster<types.IngressClass>('IngressClass', 'ingressclasses'),
  ingresses: networking.namespaced<types.Ingress>('Ingress', 'ingresses', { shortNames: ['ing'], prefix: 'ingress' }),
  ipAddresses: networking.cluster<types.IPAddress>('IPAddress', 'ipaddresses', { shortNames: ['ip'] }),
  networkPolicies: networking.namespaced<types.NetworkPolicy>('NetworkPolicy', 'networkpolicies', {
    shortNames: ['netpol'],
  }),
  serviceCidrs: networking.cluster<types.ServiceCIDR>('ServiceCIDR', 'servicecidrs'),

  podDisruptionBudgets: policy.namespaced<types.PodDisruptionBudget>('PodDisruptionBudget', 'poddisruptionbudgets', {
    shortNames: ['pdb'],
  }),

  clusterRoleBindings: rbac.cluster<types.ClusterRoleBinding>('ClusterRoleBinding', 'clusterrolebindings'),
  clusterRoles: rbac.cluster<types.ClusterRole>('ClusterRole', 'clusterroles'),
  roleBindings: rbac.namespaced<types.RoleBinding>('RoleBinding', 'rolebindings'),
  roles: rbac.namespaced<types.Role>('Role', 'roles'),

  csiDrivers: storage.cluster<types.CSIDriver>('CSIDriver', 'csidrivers'),
  csiNodes: storage.cluster<types.CSINode>('CSINode', 'csinodes'),
  csiStorageCapacities: storage.namespaced<types.CSIStorageCapacity>('CSIStorageCapacity', 'csistoragecapacities'),
  storageClasses: storage.cluster<types.StorageClass>('StorageClass', 'storageclasses', { shortNames: ['sc'] }),
  volumeAttachments: storage.cluster<types.VolumeAttachment>('VolumeAttachment', 'volumeattachments'),
  volumeAttributesClasses: storage.cluster<types.VolumeAttributesClass>(
    'VolumeAttributesClass',
    'volumeattributesclasses',
    { shortNames: ['vac'] },
  ),

  mutatingWebhookConfigurations: admission.cluster<types.MutatingWebhookConfiguration>(
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    { categories: extensions },
  ),
  validatingWebhookConfigurations: admission.cluster<types.ValidatingWebhookConfiguration>(
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    { categories: extensions },
  ),

  mutatingAdmissionPolicies: admission.cluster<types.MutatingAdmissionPolicy>(
    'MutatingAdmissionPolicy',
    'mutatingadmissionpolicies',
    { categories: extensions },
  ),
  mutatingAdmissionPolicyBindings: admission.cluster<types.MutatingAdmissionPolicyBinding>(
    'MutatingAdmissionPolicyBinding',
    'mutatingadmissionpolicybindings',
    { categories: extensions },
  ),
  validatingAdmissionPolicies: admission.cluster<types.ValidatingAdmissionPolicy>(
    'ValidatingAdmissionPolicy',
    'validatingadmissionpolicies',
    { categories: extensions },
  ),
  validatingAdmissionPolicyBindings: admission.cluster<types.ValidatingAdmissionPolicyBinding>(
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    { categories: extensions },
  ),

  customResourceDefinitions: apiExtensions.cluster<types.CustomResourceDefinition>(
    'CustomResourceDefinition',
    'customresourcedefinitions',
    {
      shortNames: ['crd', 'crds'],
      categories: ['api-extensions'],
      prefix: 'apiextensions.k8s.io/customresourcedefinitions',
    },
  ),

  apiServices: apiRegistration.cluster<types.APIService>('APIService', 'apiservices', {
    categories: ['api-extensions'],
    prefix: 'apiregistration.k8s.io/apiservices',
  }),

  priorityClasses: scheduling.cluster<types.PriorityClass>('PriorityClass', 'priorityclasses', { shortNames: ['pc'] }),

  leases: coordination.namespaced<types.Lease>('Lease', 'leases'),

  runtimeClasses: node.cluster<types.RuntimeClass>('RuntimeClass', 'runtimeclasses'),

  endpointSlices: discovery.namespaced<types.EndpointSlice>('EndpointSlice', 'endpointslices'),

  flowSchemas: flowControl.cluster<types.FlowSchema>('FlowSchema', 'flowschemas'),
  priorityLevelConfigurations: flowControl.cluster<types.PriorityLevelConfiguration>(
    'PriorityLevelConfiguration',
    'prioritylevelconfigurations',
  ),

  deviceClasses: resource.cluster<types.DeviceClass>('DeviceClass', 'deviceclasses'),
  resourceClaims: resource.namespaced<types.ResourceV1ResourceClaim>('ResourceClaim', 'resourceclaims'),
  resourceClaimTemplates: resource.namespaced<types.ResourceClaimTemplate>(
    'ResourceClaimTemplate',
    'resourceclaimtemplates',
  ),
  resourceSlices: resource.cluster<types.ResourceSlice>('ResourceSlice', 'resourceslices'),
} as const;
