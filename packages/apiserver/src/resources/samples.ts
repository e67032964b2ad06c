import { formatApiVersion, type KubernetesObject, type UnstructuredObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

const namespace = 'default';
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'hello' }] } };
const rbac = 'rbac.authorization.k8s.io';

/** Nobody is there, and nobody is asked. */
const madeUpRule = { operations: ['CREATE'], apiGroups: ['made.up'], apiVersions: ['v1'], resources: ['things'] };
const webhook = {
  ...{ name: 'sample.made.up', sideEffects: 'None', admissionReviewVersions: ['v1'] },
  clientConfig: { url: 'https://127.0.0.1:1/' },
  rules: [madeUpRule],
};

const gpuRequest = { name: 'gpu', exactly: { deviceClassName: 'sample' } };

/** Made by openssl: a user jane of the group developers asks for a certificate. */
export const certificateRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHfMIGGAgEAMCQxEzARBgNVBAoMCmRldmVsb3BlcnMxDTALBgNVBAMMBGphbmUw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQGHJfcrivtI5yadeYYRuc9nSOhc/vO
43KUEfbSHSy+zhXE/6sm00cM5+msrbb7bmRH+OIOeb337VL25VS41D40oAAwCgYI
KoZIzj0EAwIDSAAwRQIgKPDh3jWYSLEhq854F/uWEr9NZM8Lo2q5WTiYMHkLGf4C
IQCXeX/zzmt+L9Z7njYj8Oqh4PgemWEYwiio7+b+io1AnQ==
-----END CERTIFICATE REQUEST-----
`;

/** A valid object of every kind that can be stored, by `apiVersion/Kind`: what the conformance suite works with. */
export const samples: Readonly<Record<string, KubernetesObject>> = byKind([
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sample', namespace, labels }, data: { key: 'value' } },
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.elsewhere.example.com' },
    spec: {
      group: 'elsewhere.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
    },
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name: 'sample', labels },
    spec: {
      priorityLevelConfiguration: { name: 'workload-low' },
      matchingPrecedence: 700,
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: 'jane' } }],
          nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz/*'] }],
        },
      ],
    },
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'sample', labels },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 10,
        lendablePercent: 50,
        limitResponse: { type: 'Queue', queuing: { queues: 16, handSize: 4, queueLengthLimit: 20 } },
      },
    },
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: 'sample', labels },
    spec: { selectors: [{ cel: { expression: "device.driver == 'gpu.example.com'" } }] },
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'sample', namespace, labels },
    spec: { devices: { requests: [gpuRequest] } },
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: 'sample', namespace, labels },
    spec: { spec: { devices: { requests: [gpuRequest] } } },
  },
  {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: 'sample', labels },
    spec: {
      ...{ driver: 'gpu.example.com', nodeName: 'node-1' },
      pool: { name: 'node-1', generation: 1, resourceSliceCount: 1 },
      devices: [{ name: 'gpu-0', attributes: { model: { string: 'A' } }, capacity: { memory: { value: '8Gi' } } }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'sample', namespace },
    subsets: [{ addresses: [{ ip: '127.80.0.1' }], ports: [{ name: 'http', port: 8080 }] }],
  },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'sample', namespace },
    involvedObject: { kind: 'Pod', name: 'web', namespace },
    reason: 'Started',
    message: 'Started container web',
    type: 'Normal',
    source: { component: 'kubelet' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
  },
  {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'sample', namespace },
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'kubelet',
    reportingInstance: 'node-1',
    action: 'Start',
    reason: 'Started',
    regarding: { kind: 'Pod', name: 'web', namespace },
    note: 'Started container web',
    type: 'Normal',
  },
  {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'sample' },
    spec: {
      request: Buffer.from(certificateRequest).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
    },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sample' } },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicy', metadata: { name: 'sample' } },
    spec: {
      matchConstraints: { resourceRules: [madeUpRule] },
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
      reinvocationPolicy: 'Never',
    },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicyBinding' },
    ...{ metadata: { name: 'sample' }, spec: { policyName: 'nowhere' } },
  },
  {
    ...{
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'sample' },
    },
    spec: { matchConstraints: { resourceRules: [madeUpRule] }, validations: [{ expression: 'true' }] },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' },
    ...{ metadata: { name: 'sample' }, spec: { policyName: 'nowhere', validationActions: ['Deny'] } },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' },
    ...{ metadata: { name: 'sample' }, webhooks: [webhook] },
  },
  {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
    ...{ metadata: { name: 'sample' }, webhooks: [webhook] },
  },
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'sample', labels } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'sample', namespace, labels }, spec: template.spec },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'sample', namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'sample', namespace },
    spec: { hard: { 'requests.nvidia.com/gpu': '4' } },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'sample', namespace }, stringData: { password: 'secret' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sample', namespace } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'sample', namespace },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'sample', namespace },
    spec: { selector: { matchLabels: labels }, template },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'sample', namespace },
    spec: { serviceName: 'web', selector: { matchLabels: labels }, template },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'sample', namespace },
    spec: { selector: { matchLabels: labels }, template },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'sample', namespace },
    spec: { selector: { matchLabels: labels }, template },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'sample', namespace },
    spec: {
      schedule: '@hourly',
      suspend: true,
      jobTemplate: { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sample', namespace },
    spec: { suspend: true, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'samples.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'samples', kind: 'Sample' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'sample', namespace },
    spec: { holderIdentity: 'me', leaseDurationSeconds: 15 },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'sample', namespace },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.80.0.1'] }],
    ports: [{ name: 'http', port: 8080 }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'sample', namespace },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'sample' },
    rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'sample', namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'sample' },
    subjects: [{ kind: 'ServiceAccount', name: 'default' }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'sample' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: 'alice', apiGroup: rbac }],
  },
  { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'sample', namespace }, template },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'sample', namespace },
    spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: 'sample', namespace },
    data: { spec: { template } },
    revision: 1,
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'sample', namespace },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'sample' },
    spec: { controller: 'example.com/ingress' },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: '127.127.0.9' },
    spec: { parentRef: { group: 'example.com', resource: 'gateways', name: 'web' } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'sample' },
    spec: { cidrs: ['127.127.0.0/24'] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'sample', namespace },
    spec: { podSelector: { matchLabels: labels } },
  },
  {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'sample', namespace, labels },
    spec: { replicas: 1, selector: labels, template },
  },
  { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'sample' }, handler: 'process' },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'sample', namespace },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'sample', namespace },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
  {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'sample', namespace },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
  { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'sample' }, value: 1000 },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'sample' },
    provisioner: 'example.com/disk',
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'sample' },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/var/sample' } },
  },
  { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'sample' }, spec: {} },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name: 'sample' },
    spec: { drivers: [{ name: 'disk.example.com', nodeID: 'n1' }] },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIStorageCapacity',
    metadata: { name: 'sample', namespace },
    storageClassName: 'fast',
    capacity: '1Ti',
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: 'sample' },
    spec: { attacher: 'disk.example.com', nodeName: 'n1', source: { persistentVolumeName: 'sample' } },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttributesClass',
    metadata: { name: 'sample' },
    driverName: 'disk.example.com',
    parameters: { iops: '1000' },
  },
]);

/** A sample of a kind in one of its versions: its own, or that of the stored version as it looks there. */
export function sampleIn(resource: ResourceDefinition): KubernetesObject {
  const [own, stored] = [resource, resource.hub].map((each) => samples[`${formatApiVersion(each)}/${each.kind}`]);
  return own ?? (resource.conversion?.fromHub(stored as KubernetesObject) as KubernetesObject);
}

function byKind(objects: readonly UnstructuredObject[]): Record<string, KubernetesObject> {
  return Object.fromEntries(objects.map((object) => [`${object.apiVersion}/${object.kind}`, object]));
}
