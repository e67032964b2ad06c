import type { FieldSpec } from './field-specs.js';

/** Which fields each transformer changes: kustomize's built-in configuration, to which `configurations` add. */
export interface TransformerConfig {
  namePrefix: FieldSpec[];
  nameSuffix: FieldSpec[];
  namespace: FieldSpec[];
  commonLabels: FieldSpec[];
  templateLabels: FieldSpec[];
  commonAnnotations: FieldSpec[];
  images: FieldSpec[];
  replicas: FieldSpec[];
  varReference: FieldSpec[];
  nameReference: NameReference[];
}

/** The fields that hold names of objects of a type. */
export interface NameReference {
  group?: string;
  version?: string;
  kind: string;
  fieldSpecs: FieldSpec[];
}

/** Where each kind with a pod template has it. */
const templates: Readonly<Record<string, string>> = {
  Deployment: 'spec/template',
  ReplicaSet: 'spec/template',
  DaemonSet: 'spec/template',
  StatefulSet: 'spec/template',
  Job: 'spec/template',
  CronJob: 'spec/jobTemplate/spec/template',
};
const podTemplate = { PodTemplate: 'template' };
const replicationController = { ReplicationController: 'spec/template' };
const everyTemplate = { ...replicationController, ...templates };

/** `path` below the pod's spec in each kind that has one. */
function inPods(path: string, kinds: Readonly<Record<string, string>>, version?: string): FieldSpec[] {
  const inTemplates = Object.entries(kinds).map(([kind, template]) => ({ kind, path: `${template}/spec/${path}` }));
  return [{ kind: 'Pod', path: `spec/${path}`, ...(version !== undefined && { version }) }, ...inTemplates];
}

const selected = (path: string, kinds: readonly string[], more: Partial<FieldSpec> = {}): FieldSpec[] =>
  kinds.map((kind) => ({ kind, path, ...more }));

const affinities = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

function templateMetadata(field: 'labels' | 'annotations'): FieldSpec[] {
  return [
    { path: `metadata/${field}`, create: true },
    { kind: 'ReplicationController', version: 'v1', path: `spec/template/metadata/${field}`, create: true },
    ...Object.entries(templates).map(([kind, template]) => ({
      kind,
      path: `${template}/metadata/${field}`,
      create: true,
    })),
    { kind: 'CronJob', group: 'batch', path: `spec/jobTemplate/metadata/${field}`, create: true },
  ];
}

const templateLabels: FieldSpec[] = [
  ...templateMetadata('labels'),
  { kind: 'StatefulSet', group: 'apps', path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true },
];

const labelSelectors: FieldSpec[] = [
  ...selected('spec/selector', ['Service', 'ReplicationController'], { version: 'v1', create: true }),
  ...selected('spec/selector/matchLabels', ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'], { create: true }),
  ...[...affinities, 'topologySpreadConstraints/labelSelector/matchLabels'].flatMap((path) =>
    selected(`spec/template/spec/${path}`, ['Deployment', 'StatefulSet'], { group: 'apps' }),
  ),
  { kind: 'Job', group: 'batch', path: 'spec/selector/matchLabels' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { kind: 'PodDisruptionBudget', group: 'policy', path: 'spec/selector/matchLabels' },
  ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map((path) => ({
    kind: 'NetworkPolicy',
    group: 'networking.k8s.io',
    path: `spec/${path}/matchLabels`,
  })),
];

const containerTexts = ['args', 'command', 'env/value', 'volumeMounts/mountPath'].flatMap((field) =>
  ['containers', 'initContainers'].map((list) => `${list}/${field}`),
);

const varReference: FieldSpec[] = [
  ...containerTexts.flatMap((path) => inPods(path, templates)),
  ...inPods('volumes/nfs/server', templates).filter(({ kind }) => kind !== 'CronJob' && kind !== 'StatefulSet'),
  { kind: 'CronJob', path: 'spec/jobTemplate/spec/template/volumes/nfs/server' },
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/nfs/server' },
  { kind: 'Deployment', path: 'spec/template/metadata/annotations' },
  ...['rules/host', 'tls/hosts', 'tls/secretName'].map((path) => ({ kind: 'Ingress', path: `spec/${path}` })),
  ...['ports/port', 'ports/targetPort'].map((path) => ({ kind: 'Service', path: `spec/${path}` })),
  { kind: 'PersistentVolume', path: 'spec/nfs/server' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

const environment = (key: string, source: string) =>
  ['containers', 'initContainers'].flatMap((list) => [
    `${list}/env/valueFrom/${key}/name`,
    `${list}/envFrom/${source}/name`,
  ]);
const annotations = (...names: string[]) =>
  names.map((name) => ({ kind: 'Ingress', path: `metadata/annotations/${name.replaceAll('/', '\\/')}` }));
const resourceNames = selected('rules/resourceNames', ['Role', 'ClusterRole']);
const withoutReplicaSet = Object.fromEntries(Object.entries(everyTemplate).filter(([kind]) => kind !== 'ReplicaSet'));
const rbac = 'rbac.authorization.k8s.io';

const nameReference: NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    kind,
    fieldSpecs: [{ kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' }],
  })),
  {
    kind: 'ConfigMap',
    version: 'v1',
    fieldSpecs: [
      ...[
        'volumes/configMap/name',
        'volumes/projected/sources/configMap/name',
        ...environment('configMapKeyRef', 'configMapRef'),
      ].flatMap((path) => inPods(path, { ...templates, ...podTemplate }, 'v1')),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...resourceNames,
      ...annotations('nginx.ingress.kubernetes.io/fastcgi-params-configmap'),
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fieldSpecs: [
      ...[
        'volumes/secret/secretName',
        'volumes/projected/sources/secret/name',
        'imagePullSecrets/name',
        ...environment('secretKeyRef', 'secretRef'),
      ].flatMap((path) => inPods(path, { ...templates, ...podTemplate }, 'v1')),
      { kind: 'Ingress', path: 'spec/tls/secretName' },
      ...annotations(
        'ingress.kubernetes.io/auth-secret',
        'nginx.ingress.kubernetes.io/auth-secret',
        'nginx.ingress.kubernetes.io/auth-tls-secret',
      ),
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((field) => ({
        kind: 'StorageClass',
        path: `parameters/${field}`,
      })),
      ...resourceNames,
      { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fieldSpecs: [
      { kind: 'StatefulSet', group: 'apps', path: 'spec/serviceName' },
      ...[
        'rules/http/paths/backend/serviceName',
        'backend/serviceName',
        'rules/http/paths/backend/service/name',
        'defaultBackend/service/name',
      ].map((path) => ({ kind: 'Ingress', path: `spec/${path}` })),
      { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/name' },
      ...selected('webhooks/clientConfig/service', ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'], {
        group: 'admissionregistration.k8s.io',
      }),
    ],
  },
  { kind: 'Role', group: rbac, fieldSpecs: selected('roleRef/name', ['RoleBinding'], { group: rbac }) },
  {
    kind: 'ClusterRole',
    group: rbac,
    fieldSpecs: selected('roleRef/name', ['RoleBinding', 'ClusterRoleBinding'], { group: rbac }),
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fieldSpecs: [
      ...selected('subjects', ['RoleBinding', 'ClusterRoleBinding'], { group: rbac }),
      ...inPods('serviceAccountName', withoutReplicaSet),
    ],
  },
  {
    kind: 'PersistentVolumeClaim',
    version: 'v1',
    fieldSpecs: inPods('volumes/persistentVolumeClaim/claimName', withoutReplicaSet),
  },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fieldSpecs: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: 'rules/resourceNames' },
    ],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fieldSpecs: [
      ...selected('spec/storageClassName', ['PersistentVolume', 'PersistentVolumeClaim']),
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    kind: 'PriorityClass',
    version: 'v1',
    group: 'scheduling.k8s.io',
    fieldSpecs: inPods('priorityClassName', withoutReplicaSet),
  },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: 'admissionregistration.k8s.io',
    fieldSpecs: [
      { kind: 'ValidatingAdmissionPolicyBinding', group: 'admissionregistration.k8s.io', path: 'spec/policyName' },
    ],
  },
];

/** What is changed where no kustomization says otherwise. */
export const defaultConfig: TransformerConfig = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: [
    { kind: 'Namespace', path: 'metadata/name', create: true },
    { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/namespace', create: true },
    {
      kind: 'CustomResourceDefinition',
      group: 'apiextensions.k8s.io',
      path: 'spec/conversion/webhook/clientConfig/service/namespace',
    },
  ],
  commonLabels: [...templateLabels, ...labelSelectors],
  templateLabels,
  commonAnnotations: templateMetadata('annotations'),
  images: ['', 'template/spec/'].flatMap((at) =>
    ['containers', 'initContainers'].map((list) => ({ path: `spec/${at}${list}[]/image`, create: true })),
  ),
  replicas: selected('spec/replicas', ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'], {
    create: true,
  }),
  varReference,
  nameReference,
};

/** `config` with what a kustomization adds to it. */
export function mergeConfig(config: TransformerConfig, more: Partial<TransformerConfig>): TransformerConfig {
  const merged = { ...config };
  for (const [field, specs] of Object.entries(more)) {
    const key = field as keyof TransformerConfig;
    Object.assign(merged, { [key]: [...(config[key] ?? []), ...(specs ?? [])] });
  }
  return merged;
}
