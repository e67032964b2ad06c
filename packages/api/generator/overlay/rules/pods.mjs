const fileMode = 0o644;

const container = {
  terminationMessagePath: { default: '/dev/termination-log' },
  terminationMessagePolicy: { default: 'File' },
  resources: { default: {} },
};

/** Rules of what Pods and templates of Pods are made of: see index.mjs. */
export const pods = {
  'core.ConfigMapVolumeSource': { defaultMode: { default: fileMode } },
  'core.Container': container,
  'core.ContainerPort': { protocol: { default: 'TCP' } },
  'core.DownwardAPIVolumeSource': { defaultMode: { default: fileMode } },
  'core.EphemeralContainer': container,
  'core.GRPCAction': { service: { default: '' } },
  'core.HTTPGetAction': { path: { default: '/' }, scheme: { default: 'HTTP' } },
  'core.HostPathVolumeSource': { type: { default: '' } },
  'core.ISCSIVolumeSource': { iscsiInterface: { default: 'default' } },
  'core.ObjectFieldSelector': { apiVersion: { default: 'v1' } },
  'core.PersistentVolumeClaimSpec': { volumeMode: { default: 'Filesystem' } },
  'core.PersistentVolumeClaimTemplate': { spec: { default: {} } },
  'core.Pod': { spec: { default: {} } },
  'core.PodSpec': {
    containers: { default: [] },
    restartPolicy: { default: 'Always' },
    terminationGracePeriodSeconds: { default: 30 },
    dnsPolicy: { default: 'ClusterFirst' },
    securityContext: { default: {} },
    schedulerName: { default: 'default-scheduler' },
  },
  'core.PodTemplate': { template: { default: {} } },
  'core.PodTemplateSpec': { metadata: { default: {} }, spec: { default: {} } },
  'core.Probe': {
    timeoutSeconds: { default: 1 },
    periodSeconds: { default: 10 },
    successThreshold: { default: 1 },
    failureThreshold: { default: 3 },
  },
  'core.ProjectedVolumeSource': { defaultMode: { default: fileMode } },
  'core.ResourceFieldSelector': { divisor: { default: '0' } },
  'core.SecretVolumeSource': { defaultMode: { default: fileMode } },
  'core.ServiceAccountTokenProjection': { expirationSeconds: { default: 3600 } },
};
