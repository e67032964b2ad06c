/** The models that belong to apimachinery, by their package; all others belong to an API group. */
export const apimachinery = {
  'io.k8s.apimachinery.pkg.apis.meta.v1': [
    'V1APIGroup',
    'V1APIGroupList',
    'V1APIResource',
    'V1APIResourceList',
    'V1APIVersions',
    'V1Condition',
    'V1DeleteOptions',
    'V1FieldSelectorRequirement',
    'V1GroupResource',
    'V1GroupVersionForDiscovery',
    'V1LabelSelector',
    'V1LabelSelectorRequirement',
    'V1ListMeta',
    'V1ManagedFieldsEntry',
    'V1ObjectMeta',
    'V1OwnerReference',
    'V1Preconditions',
    'V1ServerAddressByClientCIDR',
    'V1ShardInfo',
    'V1Status',
    'V1StatusCause',
    'V1StatusDetails',
    'V1WatchEvent',
  ],
  'io.k8s.apimachinery.pkg.version': ['VersionInfo'],
};

/** Models that another group would claim: kinds of its subresources, and types that the core group itself does not use. */
export const claimedFirst = {
  'io.k8s.api.authentication.v1': ['AuthenticationV1TokenRequest'],
  'io.k8s.api.autoscaling.v1': ['V1Scale'],
  'io.k8s.api.core.v1': ['V1TopologySelectorTerm'],
  'io.k8s.api.policy.v1': ['V1Eviction'],
};

/** The Go package of each API class's group, and the group's name in `apiVersion`. Claims are made in this order. */
export const groups = [
  { api: 'Core', package: 'io.k8s.api.core', group: '' },
  { api: 'Admissionregistration', package: 'io.k8s.api.admissionregistration', group: 'admissionregistration.k8s.io' },
  {
    api: 'Apiextensions',
    package: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
    group: 'apiextensions.k8s.io',
  },
  {
    api: 'Apiregistration',
    package: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
    group: 'apiregistration.k8s.io',
  },
  { api: 'Apps', package: 'io.k8s.api.apps', group: 'apps' },
  { api: 'Authentication', package: 'io.k8s.api.authentication', group: 'authentication.k8s.io' },
  { api: 'Authorization', package: 'io.k8s.api.authorization', group: 'authorization.k8s.io' },
  { api: 'Autoscaling', package: 'io.k8s.api.autoscaling', group: 'autoscaling' },
  { api: 'Batch', package: 'io.k8s.api.batch', group: 'batch' },
  { api: 'Certificates', package: 'io.k8s.api.certificates', group: 'certificates.k8s.io' },
  { api: 'Coordination', package: 'io.k8s.api.coordination', group: 'coordination.k8s.io' },
  { api: 'Discovery', package: 'io.k8s.api.discovery', group: 'discovery.k8s.io' },
  { api: 'Events', package: 'io.k8s.api.events', group: 'events.k8s.io' },
  { api: 'FlowcontrolApiserver', package: 'io.k8s.api.flowcontrol', group: 'flowcontrol.apiserver.k8s.io' },
  { api: 'InternalApiserver', package: 'io.k8s.api.apiserverinternal', group: 'internal.apiserver.k8s.io' },
  { api: 'Networking', package: 'io.k8s.api.networking', group: 'networking.k8s.io' },
  { api: 'Node', package: 'io.k8s.api.node', group: 'node.k8s.io' },
  { api: 'Policy', package: 'io.k8s.api.policy', group: 'policy' },
  { api: 'RbacAuthorization', package: 'io.k8s.api.rbac', group: 'rbac.authorization.k8s.io' },
  { api: 'Resource', package: 'io.k8s.api.resource', group: 'resource.k8s.io' },
  { api: 'Scheduling', package: 'io.k8s.api.scheduling', group: 'scheduling.k8s.io' },
  { api: 'Storage', package: 'io.k8s.api.storage', group: 'storage.k8s.io' },
  { api: 'Storagemigration', package: 'io.k8s.api.storagemigration', group: 'storagemigration.k8s.io' },
];
