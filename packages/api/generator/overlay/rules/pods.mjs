const fileMode = 0o644;

const count = { minimum: 0 };
const port = { minimum: 1, maximum: 65_535 };
const user = { minimum: 0, maximum: 2 ** 31 - 1 };
const inclusion = { enum: ['Honor', 'Ignore'] };
const seconds = { minimum: 1, maximum: 2 ** 31 - 1 };

const container = {
  name: { required: true, format: 'dns1123Label' },
  image: { required: true },
  terminationMessagePath: { default: '/dev/termination-log' },
  terminationMessagePolicy: { required: true, enum: ['File', 'FallbackToLogsOnError'], default: 'File' },
  imagePullPolicy: { required: true, enum: ['Always', 'IfNotPresent', 'Never'] },
  resources: { default: {} },
};
const nameOfObject = { name: { required: true, format: 'dns1123Subdomain' } };
const keyOfObject = {
  ...nameOfObject,
  key: { required: true, format: 'configMapKey' },
};

/** Rules of what Pods and templates of Pods are made of: see index.mjs. */
export const pods = {
  'core.CSIVolumeSource': { driver: { required: true } },
  'core.ConfigMapEnvSource': nameOfObject,
  'core.ConfigMapKeySelector': keyOfObject,
  'core.ConfigMapVolumeSource': { name: { required: true }, defaultMode: { default: fileMode } },
  'core.Container': container,
  'core.ContainerPort': {
    containerPort: { required: true, ...port },
    hostPort: port,
    protocol: { required: true, enum: ['SCTP', 'TCP', 'UDP'], default: 'TCP' },
  },
  'core.DownwardAPIVolumeSource': { defaultMode: { default: fileMode } },
  'core.EnvFromSource': { prefix: { format: 'envVarName' } },
  'core.EnvVar': { name: { required: true, format: 'envVarName' } },
  'core.EphemeralContainer': container,
  'core.FileKeySelector': {
    key: { required: true, format: 'envVarName' },
    volumeName: { required: true, format: 'dns1123Label' },
    optional: { default: false },
  },
  'core.GRPCAction': { port: { ...port, default: 0 }, service: { default: '' } },
  'core.GitRepoVolumeSource': { repository: { required: true } },
  'core.HTTPGetAction': {
    path: { required: true, default: '/' },
    port: {},
    scheme: { required: true, enum: ['HTTP', 'HTTPS'], default: 'HTTP' },
  },
  'core.HostAlias': {
    ip: { required: true, format: 'ipAddress' },
    hostnames: { items: { format: 'dns1123Subdomain' } },
  },
  'core.HostPathVolumeSource': {
    path: { required: true },
    type: {
      enum: ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
      default: '',
    },
  },
  'core.NFSVolumeSource': { server: { required: true }, path: { required: true } },
  'core.ObjectFieldSelector': { apiVersion: { default: 'v1' } },
  'core.PersistentVolumeClaim': { spec: { default: {} }, status: { default: {} } },
  'core.PersistentVolumeClaimSpec': { volumeMode: { enum: ['Block', 'Filesystem'], default: 'Filesystem' } },
  'core.PersistentVolumeClaimStatus': { phase: { default: 'Pending' } },
  'core.PersistentVolumeClaimTemplate': { spec: { default: {} } },
  'core.PersistentVolumeClaimVolumeSource': { claimName: { required: true, format: 'dns1123Subdomain' } },
  'core.Pod': { spec: { default: {} } },
  'core.PodSpec': {
    containers: { default: [] },
    restartPolicy: { required: true, enum: ['Always', 'OnFailure', 'Never'], default: 'Always' },
    dnsPolicy: {
      required: true,
      enum: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
      default: 'ClusterFirst',
    },
    securityContext: { default: {} },
    terminationGracePeriodSeconds: { default: 30 },
    schedulerName: { default: 'default-scheduler' },
    serviceAccountName: { format: 'dns1123Subdomain' },
    nodeName: { format: 'dns1123Subdomain' },
    activeDeadlineSeconds: seconds,
    hostname: { format: 'dns1123Label' },
    subdomain: { format: 'dns1123Label' },
    priorityClassName: { format: 'dns1123Subdomain' },
    runtimeClassName: { format: 'dns1123Subdomain' },
    preemptionPolicy: { enum: ['PreemptLowerPriority', 'Never'] },
  },
  'core.PodTemplate': { template: { default: {} } },
  'core.PodTemplateSpec': { metadata: { default: {} }, spec: { default: {} } },
  'core.PodSecurityContext': {
    fsGroup: user,
    runAsUser: user,
    runAsGroup: user,
    supplementalGroups: { items: user },
    fsGroupChangePolicy: { enum: ['Always', 'OnRootMismatch'] },
  },
  'core.Probe': {
    initialDelaySeconds: count,
    timeoutSeconds: { minimum: 0, default: 1 },
    periodSeconds: { minimum: 0, default: 10 },
    successThreshold: { minimum: 0, default: 1 },
    failureThreshold: { minimum: 0, default: 3 },
    terminationGracePeriodSeconds: { exclusiveMinimum: 0 },
  },
  'core.ProjectedVolumeSource': { defaultMode: { default: fileMode } },
  'core.ResourceFieldSelector': { divisor: { default: '0' } },
  'core.SeccompProfile': { type: { required: true, enum: ['Localhost', 'RuntimeDefault', 'Unconfined'] } },
  'core.SecretEnvSource': nameOfObject,
  'core.SecretKeySelector': keyOfObject,
  'core.SecretVolumeSource': { secretName: { required: true }, defaultMode: { default: fileMode } },
  'core.SecurityContext': {
    runAsUser: user,
    runAsGroup: user,
    procMount: { enum: ['Default', 'Unmasked'] },
  },
  'core.ServiceAccountTokenProjection': { expirationSeconds: { default: 3600 } },
  'core.TopologySpreadConstraint': {
    whenUnsatisfiable: { enum: ['DoNotSchedule', 'ScheduleAnyway'], default: '' },
    nodeAffinityPolicy: inclusion,
    nodeTaintsPolicy: inclusion,
  },
};
