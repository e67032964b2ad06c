import { type KubernetesObject, parseApiVersion } from '@sampan/api';
import type { Describer } from './describer.js';

/** `KIND.GROUP` of every kind that has a describer of its own. It is loaded when it is needed. */
const describers: Readonly<Record<string, () => Promise<Describer>>> = {
  'Pod.': () => import('./pod.js').then((m) => m.podDescriber),
  'ReplicationController.': () => import('./replication-controller.js').then((m) => m.replicationControllerDescriber),
  'Secret.': () => import('./secret.js').then((m) => m.secretDescriber),
  'Service.': () => import('./service.js').then((m) => m.serviceDescriber),
  'ServiceAccount.': () => import('./service-account.js').then((m) => m.serviceAccountDescriber),
  'Node.': () => import('./node.js').then((m) => m.nodeDescriber),
  'LimitRange.': () => import('./limit-range.js').then((m) => m.limitRangeDescriber),
  'ResourceQuota.': () => import('./resource-quota.js').then((m) => m.resourceQuotaDescriber),
  'PersistentVolume.': () => import('./persistent-volume.js').then((m) => m.persistentVolumeDescriber),
  'PersistentVolumeClaim.': () => import('./persistent-volume-claim.js').then((m) => m.persistentVolumeClaimDescriber),
  'Namespace.': () => import('./namespace.js').then((m) => m.namespaceDescriber),
  'Endpoints.': () => import('./endpoints.js').then((m) => m.endpointsDescriber),
  'ConfigMap.': () => import('./config-map.js').then((m) => m.configMapDescriber),
  'EndpointSlice.discovery.k8s.io': () => import('./endpoint-slice.js').then((m) => m.endpointSliceDescriber),
  'HorizontalPodAutoscaler.autoscaling': () =>
    import('./horizontal-pod-autoscaler.js').then((m) => m.horizontalPodAutoscalerDescriber),
  'Ingress.networking.k8s.io': () => import('./ingress.js').then((m) => m.ingressDescriber),
  'IngressClass.networking.k8s.io': () => import('./ingress-class.js').then((m) => m.ingressClassDescriber),
  'ServiceCIDR.networking.k8s.io': () => import('./service-cidr.js').then((m) => m.serviceCidrDescriber),
  'IPAddress.networking.k8s.io': () => import('./ip-address.js').then((m) => m.ipAddressDescriber),
  'NetworkPolicy.networking.k8s.io': () => import('./network-policy.js').then((m) => m.networkPolicyDescriber),
  'Job.batch': () => import('./job.js').then((m) => m.jobDescriber),
  'CronJob.batch': () => import('./cron-job.js').then((m) => m.cronJobDescriber),
  'StatefulSet.apps': () => import('./stateful-set.js').then((m) => m.statefulSetDescriber),
  'Deployment.apps': () => import('./deployment.js').then((m) => m.deploymentDescriber),
  'DaemonSet.apps': () => import('./daemon-set.js').then((m) => m.daemonSetDescriber),
  'ReplicaSet.apps': () => import('./replica-set.js').then((m) => m.replicaSetDescriber),
  'CertificateSigningRequest.certificates.k8s.io': () =>
    import('./certificate-signing-request.js').then((m) => m.certificateSigningRequestDescriber),
  'StorageClass.storage.k8s.io': () => import('./storage-class.js').then((m) => m.storageClassDescriber),
  'CSINode.storage.k8s.io': () => import('./csi-node.js').then((m) => m.csiNodeDescriber),
  'VolumeAttributesClass.storage.k8s.io': () =>
    import('./volume-attributes-class.js').then((m) => m.volumeAttributesClassDescriber),
  'PodDisruptionBudget.policy': () => import('./pod-disruption-budget.js').then((m) => m.podDisruptionBudgetDescriber),
  'Role.rbac.authorization.k8s.io': () => import('./role.js').then((m) => m.roleDescriber),
  'ClusterRole.rbac.authorization.k8s.io': () => import('./cluster-role.js').then((m) => m.clusterRoleDescriber),
  'RoleBinding.rbac.authorization.k8s.io': () => import('./role-binding.js').then((m) => m.roleBindingDescriber),
  'ClusterRoleBinding.rbac.authorization.k8s.io': () =>
    import('./cluster-role-binding.js').then((m) => m.clusterRoleBindingDescriber),
  'PriorityClass.scheduling.k8s.io': () => import('./priority-class.js').then((m) => m.priorityClassDescriber),
};

/** The describer of the object's kind; kinds without one are described field by field. */
export async function describerFor({ apiVersion, kind }: KubernetesObject): Promise<Describer> {
  const load = describers[`${kind}.${parseApiVersion(apiVersion).group}`];
  if (load !== undefined) return await load();
  const { genericDescriber } = await import('./generic.js');
  return genericDescriber;
}
