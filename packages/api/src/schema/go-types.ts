import type { Schema } from './schema.js';
import { referenceName } from './schema-registry.js';

/**
 * Fields whose strings have a Go type of their own, by struct; decoding errors name it. Structs of different groups
 * that share a name share these fields, too.
 */
const namedStrings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AzureDiskVolumeSource: { cachingMode: 'AzureDataDiskCachingMode', kind: 'AzureDataDiskKind' },
  Capabilities: { add: 'Capability', drop: 'Capability' },
  ContainerPort: { protocol: 'Protocol' },
  Container: {
    imagePullPolicy: 'PullPolicy',
    restartPolicy: 'ContainerRestartPolicy',
    terminationMessagePolicy: 'TerminationMessagePolicy',
  },
  ContainerResizePolicy: { resourceName: 'ResourceName', restartPolicy: 'ResourceResizeRestartPolicy' },
  CronJobSpec: { concurrencyPolicy: 'ConcurrencyPolicy' },
  CustomResourceDefinitionSpec: { scope: 'ResourceScope' },
  DaemonSetUpdateStrategy: { type: 'DaemonSetUpdateStrategyType' },
  DeploymentStrategy: { type: 'DeploymentStrategyType' },
  EmptyDirVolumeSource: { medium: 'StorageMedium' },
  EndpointPort: { protocol: 'Protocol' },
  EndpointSlice: { addressType: 'AddressType' },
  EphemeralContainer: {
    imagePullPolicy: 'PullPolicy',
    restartPolicy: 'ContainerRestartPolicy',
    terminationMessagePolicy: 'TerminationMessagePolicy',
  },
  HTTPGetAction: { scheme: 'URIScheme' },
  HTTPIngressPath: { pathType: 'PathType' },
  HostPathVolumeSource: { type: 'HostPathType' },
  JobSpec: { completionMode: 'CompletionMode', podReplacementPolicy: 'PodReplacementPolicy' },
  LabelSelectorRequirement: { operator: 'LabelSelectorOperator' },
  Lifecycle: { stopSignal: 'Signal' },
  LimitRangeItem: { type: 'LimitType' },
  ManagedFieldsEntry: { operation: 'ManagedFieldsOperationType' },
  NamespaceSpec: { finalizers: 'FinalizerName' },
  NamespaceStatus: { phase: 'NamespacePhase' },
  NetworkPolicyPort: { protocol: 'Protocol' },
  NetworkPolicySpec: { policyTypes: 'PolicyType' },
  NodeSelectorRequirement: { operator: 'NodeSelectorOperator' },
  ObjectMeta: { uid: 'types.UID' },
  ObjectReference: { uid: 'types.UID' },
  OwnerReference: { uid: 'types.UID' },
  PersistentVolumeClaimSpec: { accessModes: 'PersistentVolumeAccessMode', volumeMode: 'PersistentVolumeMode' },
  PersistentVolumeClaimStatus: { accessModes: 'PersistentVolumeAccessMode', phase: 'PersistentVolumeClaimPhase' },
  PersistentVolumeSpec: {
    accessModes: 'PersistentVolumeAccessMode',
    persistentVolumeReclaimPolicy: 'PersistentVolumeReclaimPolicy',
    volumeMode: 'PersistentVolumeMode',
  },
  PersistentVolumeStatus: { phase: 'PersistentVolumePhase' },
  PodDisruptionBudgetSpec: { unhealthyPodEvictionPolicy: 'UnhealthyPodEvictionPolicyType' },
  PodOS: { name: 'OSName' },
  PodReadinessGate: { conditionType: 'PodConditionType' },
  PodSecurityContext: {
    fsGroupChangePolicy: 'PodFSGroupChangePolicy',
    seLinuxChangePolicy: 'PodSELinuxChangePolicy',
    supplementalGroupsPolicy: 'SupplementalGroupsPolicy',
  },
  PodSpec: { dnsPolicy: 'DNSPolicy', preemptionPolicy: 'PreemptionPolicy', restartPolicy: 'RestartPolicy' },
  PodStatus: { phase: 'PodPhase', qosClass: 'PodQOSClass' },
  Preconditions: { uid: 'types.UID' },
  PriorityClass: { preemptionPolicy: 'PreemptionPolicy' },
  ResourceQuotaSpec: { scopes: 'ResourceQuotaScope' },
  SeccompProfile: { type: 'SeccompProfileType' },
  Secret: { type: 'SecretType' },
  SecurityContext: { procMount: 'ProcMountType' },
  ServicePort: { protocol: 'Protocol' },
  ServiceSpec: {
    externalTrafficPolicy: 'ServiceExternalTrafficPolicy',
    internalTrafficPolicy: 'ServiceInternalTrafficPolicy',
    ipFamilies: 'IPFamily',
    ipFamilyPolicy: 'IPFamilyPolicy',
    sessionAffinity: 'ServiceAffinity',
    type: 'ServiceType',
  },
  StatefulSetSpec: { podManagementPolicy: 'PodManagementPolicyType' },
  StatefulSetUpdateStrategy: { type: 'StatefulSetUpdateStrategyType' },
  StorageClass: {
    reclaimPolicy: 'PersistentVolumeReclaimPolicy',
    volumeBindingMode: 'VolumeBindingMode',
  },
  Taint: { effect: 'TaintEffect' },
  Toleration: { effect: 'TaintEffect', operator: 'TolerationOperator' },
  TopologySpreadConstraint: {
    nodeAffinityPolicy: 'NodeInclusionPolicy',
    nodeTaintsPolicy: 'NodeInclusionPolicy',
    whenUnsatisfiable: 'UnsatisfiableConstraintAction',
  },
  VolumeMount: { mountPropagation: 'MountPropagationMode', recursiveReadOnly: 'RecursiveReadOnlyMode' },
};

/** The Go type of the strings in a field, such as `v1.RestartPolicy`; undefined: they are plain strings. */
export function namedStringType(struct: string, field: string): string | undefined {
  const fields = Object.hasOwn(namedStrings, struct) ? namedStrings[struct] : undefined;
  const type = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
  return type === undefined || type.includes('.') ? type : `v1.${type}`;
}

/** The Go type that a schema stands for: `v1.PodSpec`, `[]v1.Container`, `map[string]string`. */
export function goTypeOf(schema: Schema, stringType = 'string'): string {
  if (schema.$ref !== undefined) return referenceName(schema.$ref).split('.').slice(-2).join('.');
  switch (schema.type) {
    case 'array':
      return `[]${goTypeOf(schema.items ?? {}, stringType)}`;
    case 'object': {
      const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
      const type = goTypeOf(values, stringType);
      return type === 'resource.Quantity' ? 'v1.ResourceList' : `map[string]${type}`;
    }
    case 'string':
      return schema.format === 'byte' ? '[]uint8' : stringType;
    case 'integer':
      return schema.format ?? 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    default:
      return 'interface {}';
  }
}
