const int32 = { type: 'integer', format: 'int32' };
const int64 = { type: 'integer', format: 'int64' };
const string = { type: 'string' };
const strings = { type: 'object', additionalProperties: string };
const intOrString = { $ref: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString' };
const labelSelector = { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector' };
const quantity = { $ref: 'io.k8s.apimachinery.pkg.api.resource.Quantity' };

/** Selectors had not to be said: they were those of the template's labels. */
const impliedSelector = { optional: ['selector'] };

const rollback = {
  DeploymentSpec: {
    ...impliedSelector,
    add: {
      rollbackTo: { $ref: 'RollbackConfig', description: 'The revision to roll back to; cleared once it is done.' },
    },
  },
  RollbackConfig: {
    add: { revision: { ...int64, description: 'The revision; 0 is the last one before the current.' } },
  },
  DeploymentRollback: {
    isKind: true,
    required: ['name', 'rollbackTo'],
    add: {
      apiVersion: { ...string, description: 'The version of the API that the request is in.' },
      kind: { ...string, description: 'What the request is.' },
      name: { ...string, description: 'The name of the Deployment.' },
      rollbackTo: { $ref: 'RollbackConfig', description: 'The revision to roll back to.' },
      updatedAnnotations: { ...strings, description: 'Annotations that the Deployment gets.' },
    },
  },
};

const flowControl = ['flowcontrol.v1.FlowSchema', 'flowcontrol.v1.PriorityLevelConfiguration'];
const assuredShares = {
  LimitedPriorityLevelConfiguration: { rename: { nominalConcurrencyShares: 'assuredConcurrencyShares' } },
};

/** A service and its port were named side by side, and a path need not say how it is matched. */
const ingress = {
  IngressSpec: { rename: { defaultBackend: 'backend' } },
  IngressBackend: {
    drop: ['service'],
    add: {
      serviceName: { ...string, description: 'The name of the Service.' },
      servicePort: { ...intOrString, description: 'The port of the Service.' },
    },
  },
  HTTPIngressPath: { optional: ['pathType'] },
};

/** Webhooks need not say what they are sent, nor what they do beside answering. */
const webhook = { optional: ['admissionReviewVersions', 'sideEffects'], keptZeros: ['sideEffects'] };

/** Targets and what was measured were fields of the source itself. */
const target = (prefix, more = {}) => ({
  [`${prefix}AverageUtilization`]: { ...int32, description: 'The share of what is requested, in percent.' },
  [`${prefix}AverageValue`]: { ...quantity, description: 'The amount for each Pod.' },
  ...more,
});
const value = { ...quantity, description: 'The amount.' };
const metric = { ...string, description: 'The name of the metric.' };
const selector = { ...labelSelector, description: 'Which of the metrics of that name.' };
const flatMetrics = (end, field, prefix) => ({
  [`ResourceMetric${end}`]: { drop: [field], add: target(prefix) },
  [`ContainerResourceMetric${end}`]: { drop: [field], add: target(prefix) },
  [`PodsMetric${end}`]: {
    drop: ['metric', field],
    add: { metricName: metric, selector, [`${prefix}AverageValue`]: value },
  },
  [`ObjectMetric${end}`]: {
    drop: ['metric', 'describedObject', field],
    add: {
      ...{ metricName: metric, selector, averageValue: value, [`${prefix}Value`]: value },
      target: { $ref: 'CrossVersionObjectReference', description: 'What the metric is about.' },
    },
  },
  [`ExternalMetric${end}`]: {
    drop: ['metric', field],
    add: { metricName: metric, metricSelector: selector, [`${prefix}Value`]: value, [`${prefix}AverageValue`]: value },
  },
});

/**
 * The versions of kinds that the client has no models of any more, as what was different in them: by package, the group,
 * the kinds by the version that they are like, and how their structs were: fields that need not be there (`optional`), had
 * another name (`rename`), were not there (`drop`) or are no more (`add`). Structs that are not named were the same; those of
 * `shared` are the other version's own. References without a dot are to structs of the same package.
 */
export const formerVersions = {
  'admissionregistration.v1alpha1': {
    group: 'admissionregistration.k8s.io',
    kinds: [
      'admissionregistration.v1.ValidatingAdmissionPolicy',
      'admissionregistration.v1.ValidatingAdmissionPolicyBinding',
    ],
  },
  'admissionregistration.v1beta1': {
    group: 'admissionregistration.k8s.io',
    kinds: [
      'admissionregistration.v1.ValidatingAdmissionPolicy',
      'admissionregistration.v1.ValidatingAdmissionPolicyBinding',
      'admissionregistration.v1.MutatingWebhookConfiguration',
      'admissionregistration.v1.ValidatingWebhookConfiguration',
    ],
    structs: { MutatingWebhook: webhook, ValidatingWebhook: webhook },
  },
  'apps.v1beta1': {
    group: 'apps',
    kinds: ['apps.v1.ControllerRevision', 'apps.v1.Deployment', 'apps.v1.StatefulSet'],
    structs: {
      ...{ ...rollback, StatefulSetSpec: impliedSelector },
      StatefulSetStatus: { keptZeros: ['observedGeneration'] },
    },
  },
  'apps.v1beta2': {
    group: 'apps',
    kinds: [
      ...['apps.v1.ControllerRevision', 'apps.v1.DaemonSet', 'apps.v1.Deployment', 'apps.v1.ReplicaSet'],
      'apps.v1.StatefulSet',
    ],
  },
  'autoscaling.v2beta1': {
    group: 'autoscaling',
    kinds: ['autoscaling.v2.HorizontalPodAutoscaler'],
    structs: {
      ...flatMetrics('Source', 'target', 'target'),
      ...flatMetrics('Status', 'current', 'current'),
      HorizontalPodAutoscalerSpec: { drop: ['behavior'] },
    },
  },
  'autoscaling.v2beta2': { group: 'autoscaling', kinds: ['autoscaling.v2.HorizontalPodAutoscaler'] },
  'batch.v1beta1': { group: 'batch', kinds: ['batch.v1.CronJob'], shared: ['JobSpec'] },
  'certificates.v1beta1': {
    group: 'certificates.k8s.io',
    kinds: ['certificates.v1.CertificateSigningRequest'],
    structs: {
      CertificateSigningRequestSpec: { optional: ['signerName'], keptZeros: ['signerName'] },
      CertificateSigningRequestCondition: { optional: ['status'] },
    },
  },
  'coordination.v1beta1': { group: 'coordination.k8s.io', kinds: ['coordination.v1.Lease'] },
  'discovery.v1beta1': {
    group: 'discovery.k8s.io',
    kinds: ['discovery.v1.EndpointSlice'],
    structs: {
      Endpoint: {
        drop: ['deprecatedTopology', 'zone'],
        add: { topology: { ...strings, description: 'Where the endpoint is: its host, its zone and its region.' } },
      },
    },
  },
  'events.v1beta1': { group: 'events.k8s.io', kinds: ['events.v1.Event'] },
  'extensions.v1beta1': {
    group: 'extensions',
    kinds: [
      ...['apps.v1.DaemonSet', 'apps.v1.Deployment', 'apps.v1.ReplicaSet'],
      ...['networking.v1.Ingress', 'networking.v1.NetworkPolicy'],
    ],
    structs: {
      ...{ ...rollback, ...ingress, ReplicaSetSpec: impliedSelector },
      DaemonSetSpec: {
        ...impliedSelector,
        add: { templateGeneration: { ...int64, description: 'The number of the template; counted by the server.' } },
      },
    },
  },
  'flowcontrol.v1beta3': { group: 'flowcontrol.apiserver.k8s.io', kinds: flowControl },
  'flowcontrol.v1beta2': { group: 'flowcontrol.apiserver.k8s.io', kinds: flowControl, structs: assuredShares },
  'flowcontrol.v1beta1': { group: 'flowcontrol.apiserver.k8s.io', kinds: flowControl, structs: assuredShares },
  'networking.v1beta1': {
    group: 'networking.k8s.io',
    kinds: ['networking.v1.Ingress', 'networking.v1.IngressClass'],
    structs: ingress,
  },
  'policy.v1beta1': { group: 'policy', kinds: ['policy.v1.PodDisruptionBudget'] },
  'rbac.v1alpha1': {
    group: 'rbac.authorization.k8s.io',
    kinds: ['rbac.v1.ClusterRole', 'rbac.v1.ClusterRoleBinding', 'rbac.v1.Role', 'rbac.v1.RoleBinding'],
    structs: { Subject: { rename: { apiGroup: 'apiVersion' } } },
  },
  'rbac.v1beta1': {
    group: 'rbac.authorization.k8s.io',
    kinds: ['rbac.v1.ClusterRole', 'rbac.v1.ClusterRoleBinding', 'rbac.v1.Role', 'rbac.v1.RoleBinding'],
  },
  'scheduling.v1alpha1': { group: 'scheduling.k8s.io', kinds: ['scheduling.v1.PriorityClass'] },
  'scheduling.v1beta1': { group: 'scheduling.k8s.io', kinds: ['scheduling.v1.PriorityClass'] },
  'storage.v1alpha1': {
    group: 'storage.k8s.io',
    kinds: ['storage.v1.CSIStorageCapacity', 'storage.v1.VolumeAttachment', 'storage.v1.VolumeAttributesClass'],
  },
  'storage.v1beta1': {
    group: 'storage.k8s.io',
    kinds: [
      ...['storage.v1.CSIDriver', 'storage.v1.CSINode', 'storage.v1.CSIStorageCapacity', 'storage.v1.StorageClass'],
      'storage.v1.VolumeAttachment',
    ],
  },
};
