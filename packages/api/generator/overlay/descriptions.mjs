/**
 * Descriptions of fields that refer to a definition: the client has none for them. They are our own words; a field that
 * is not here is described by what it refers to.
 */

/** By the field's name, wherever it is. */
export const descriptionsByField = {
  spec: 'What is wanted. See https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#spec-and-status',
  status:
    'What has been observed, filled in by the system. Read-only. See https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#spec-and-status',
};

/** Metadata, by what it refers to. */
export const descriptionsOfMetadata = {
  ListMeta: 'What all lists have: the resource version, and how to go on with a list that comes in parts.',
  ObjectMeta:
    "What all objects have: name, namespace, labels, annotations and the system's own records. See https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
};

/** By definition; the empty field stands for the definition itself. Keys as in list-types.mjs. */
export const descriptionsByDefinition = {
  'api.resource.Quantity': {
    '': 'An amount: a number, maybe with a decimal point, and a suffix: n, u, m, k, M, G, T, P, E for powers of 1000, Ki, Mi, Gi, Ti, Pi, Ei for powers of 1024, or a decimal exponent. 1500m, 1.5 and 15e-1 are the same.',
  },
  'apps.DaemonSetSpec': {
    selector: "Which Pods belong to the DaemonSet. Must match the template's labels. Immutable.",
    template: 'The Pods that the DaemonSet creates: one on each node that the template allows.',
    updateStrategy: 'How existing Pods are replaced when the template changes.',
  },
  'apps.DaemonSetUpdateStrategy': { rollingUpdate: 'How fast Pods are replaced; only with type RollingUpdate.' },
  'apps.DeploymentSpec': {
    selector: "Which Pods belong to the Deployment. Must match the template's labels. Immutable.",
    strategy: 'How existing Pods are replaced by new ones.',
    template: 'The Pods that the Deployment creates. Their restartPolicy has to be Always.',
  },
  'apps.DeploymentStrategy': { rollingUpdate: 'How fast Pods are replaced; only with type RollingUpdate.' },
  'apps.ReplicaSetSpec': {
    selector: "Which Pods count as replicas. Must match the template's labels. Immutable.",
    template: 'The Pods that the ReplicaSet creates while there are too few.',
  },
  'apps.RollingUpdateDaemonSet': {
    maxSurge: 'How many nodes may have an old and a new Pod at the same time: a number, or a percentage of all nodes.',
    maxUnavailable: 'How many nodes may be without an available Pod: a number, or a percentage of all nodes.',
  },
  'apps.RollingUpdateDeployment': {
    maxSurge:
      'How many Pods there may be beyond the wanted number: a number or a percentage (rounded up). Default: 25%.',
    maxUnavailable:
      'How many Pods of the wanted number may be unavailable: a number or a percentage (rounded down). Default: 25%.',
  },
  'apps.RollingUpdateStatefulSetStrategy': {
    maxUnavailable: 'How many Pods may be unavailable during an update: a number or a percentage. Default: 1.',
  },
  'apps.StatefulSetSpec': {
    ordinals: 'Where the numbers in the names of the Pods begin. Default: 0.',
    persistentVolumeClaimRetentionPolicy:
      'What happens to the PersistentVolumeClaims of the volumeClaimTemplates when Pods go. Default: they stay.',
    selector: "Which Pods belong to the StatefulSet. Must match the template's labels. Immutable.",
    template: 'The Pods that the StatefulSet creates, each with a name and, if wanted, a volume of its own.',
    updateStrategy: 'How existing Pods are replaced when the template changes.',
  },
  'apps.StatefulSetUpdateStrategy': { rollingUpdate: 'Which Pods are replaced; only with type RollingUpdate.' },
  'authorization.SelfSubjectAccessReviewSpec': {
    nonResourceAttributes: 'The path and method that is asked about; instead of resourceAttributes.',
    resourceAttributes: 'The resource and verb that is asked about; instead of nonResourceAttributes.',
  },
  'authorization.SubjectAccessReviewSpec': {
    nonResourceAttributes: 'The path and method that is asked about; instead of resourceAttributes.',
    resourceAttributes: 'The resource and verb that is asked about; instead of nonResourceAttributes.',
  },
  'autoscaling.HorizontalPodAutoscalerSpec': { scaleTargetRef: 'The object whose number of replicas is set.' },
  'batch.CronJobSpec': { jobTemplate: 'The Job that is created at each of the scheduled times.' },
  'batch.JobSpec': {
    podFailurePolicy: 'Which failures of Pods count, do not count, or end the Job at once.',
    selector: 'Which Pods belong to the Job. The system sets it, unless manualSelector is true.',
    successPolicy: 'When the Job has succeeded although not all of its Pods have.',
    template: 'The Pods that the Job creates. Their restartPolicy has to be Never or OnFailure.',
  },
  'core.Affinity': {
    nodeAffinity: 'Which nodes the Pod has to be on, or should be.',
    podAffinity: 'Which other Pods it has to be near to, or should be.',
    podAntiAffinity: 'Which other Pods it has to be away from, or should be.',
  },
  'core.Container': {
    lifecycle: 'What is done just after the container starts, and before it is stopped. Immutable.',
    livenessProbe: 'Tells whether the container still works. It is restarted when the probe fails. Immutable.',
    readinessProbe:
      'Tells whether the container can do its work. Services send nothing to the Pod while the probe fails. Immutable.',
    resources:
      'The compute resources that the container needs, and may use at most. See https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    securityContext: "The container's privileges. What it sets has precedence over the Pod's securityContext.",
    startupProbe:
      'Tells whether the container has started. The other probes wait for it; the container is restarted when it fails. Immutable.',
  },
  'core.ContainerState': {
    running: 'Since when the container has been running.',
    terminated: 'How and when the container ended.',
    waiting: 'What the container waits for.',
  },
  'core.ContainerStatus': {
    lastState: 'How the instance before the current one ended.',
    resources: 'The compute resources that the running container has.',
    state: 'What the container is doing at the moment.',
    user: "The identity of the container's first process.",
  },
  'core.EnvFromSource': {
    configMapRef: 'The ConfigMap whose entries become variables.',
    secretRef: 'The Secret whose entries become variables.',
  },
  'core.EnvVar': { valueFrom: 'Where the value comes from. Only where value is empty.' },
  'core.EnvVarSource': {
    configMapKeyRef: 'A key of a ConfigMap.',
    fieldRef:
      "A field of the Pod: metadata.name, metadata.namespace, metadata.labels['KEY'], metadata.annotations['KEY'], spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP, status.podIPs.",
    fileKeyRef: 'A variable of a file in one of the volumes.',
    resourceFieldRef: "The container's own limits or requests: limits.cpu, requests.memory and the like.",
    secretKeyRef: "A key of a Secret in the Pod's namespace.",
  },
  'core.EphemeralContainer': {
    lifecycle: 'Not allowed for ephemeral containers.',
    livenessProbe: 'Not allowed for ephemeral containers.',
    readinessProbe: 'Not allowed for ephemeral containers.',
    resources: 'Not allowed for ephemeral containers: they use what the Pod has left.',
    securityContext: "The container's privileges.",
    startupProbe: 'Not allowed for ephemeral containers.',
  },
  'core.Event': {
    eventTime: 'When the Event was first seen.',
    involvedObject: 'The object that the Event is about.',
    related: 'Another object that is concerned.',
    series: 'How often and when the Event came again; absent for Events that happened once.',
    source: 'The component that reports the Event.',
  },
  'core.HTTPGetAction': { port: "The container's port: its number (1 to 65535) or its name." },
  'core.Lifecycle': {
    postStart: 'Runs as soon as the container is created. The container is restarted where it fails.',
    preStop:
      'Runs before the container is stopped. The grace period counts from its beginning, and ends it if need be.',
  },
  'core.LifecycleHandler': {
    exec: 'A command to run in the container.',
    httpGet: 'An HTTP GET request to send.',
    sleep: 'A time to wait.',
    tcpSocket: 'Deprecated, and without effect.',
  },
  'core.NodeAffinity': {
    requiredDuringSchedulingIgnoredDuringExecution:
      'What a node must be like for the Pod to be scheduled there. A Pod that is there already stays.',
  },
  'core.NodeStatus': {
    config: 'Deprecated: the dynamic configuration of the kubelet.',
    daemonEndpoints: "The ports of the node's daemons.",
    features: 'What the container runtime can do.',
    nodeInfo: 'The versions and identities of the node and its software.',
  },
  'core.PersistentVolumeClaimSpec': {
    dataSource: 'A VolumeSnapshot or PersistentVolumeClaim that the new volume begins with.',
    dataSourceRef: 'The object that the new volume is filled from.',
    resources: 'How large the volume has to be at least.',
    selector: 'Which PersistentVolumes are to be considered.',
  },
  'core.PersistentVolumeSpec': {
    claimRef: 'The PersistentVolumeClaim that the volume is bound to.',
    nodeAffinity: 'From which nodes the volume can be reached.',
  },
  'core.PodAffinityTerm': {
    labelSelector: 'Which Pods the term is about. Absent: none.',
    namespaceSelector:
      'In which namespaces those Pods are, besides those in namespaces. Absent: in the own one; empty: in all.',
  },
  'core.PodSecurityContext': {
    appArmorProfile: 'The AppArmor profile of all containers.',
    seLinuxOptions: 'The SELinux context of all containers.',
    seccompProfile: 'The seccomp profile of all containers.',
    windowsOptions: 'What is specific to Windows.',
  },
  'core.PodSpec': {
    affinity: 'Which nodes and which other Pods the Pod is drawn to, or away from.',
    dnsConfig: 'DNS parameters, added to those that follow from dnsPolicy.',
    os: 'The operating system that the containers are for.',
    resources: 'The compute resources of all containers together.',
    schedulingGroup: 'The group of Pods that are scheduled together with this one.',
    securityContext: 'The privileges of all containers. What a container sets itself has precedence.',
  },
  'core.PodTemplateSpec': {
    spec: 'What the Pods are to be like.',
  },
  'core.Probe': {
    exec: 'A command to run in the container.',
    grpc: 'A gRPC health check to send.',
    httpGet: 'An HTTP GET request to send.',
    tcpSocket: 'A TCP connection to make.',
  },
  'core.ReplicationControllerSpec': { template: 'The Pods that are created while there are too few.' },
  'core.SecurityContext': {
    appArmorProfile: 'The AppArmor profile of the container.',
    capabilities: 'The capabilities that the container has beyond the default, or has not.',
    seLinuxOptions: 'The SELinux context of the container.',
    seccompProfile: 'The seccomp profile of the container.',
    windowsOptions: 'What is specific to Windows.',
  },
  'core.ServicePort': {
    targetPort:
      "The port of the Pods: its number (1 to 65535), or its name in the Pods. Default: the Service's own port.",
  },
  'core.ServiceSpec': { sessionAffinityConfig: 'How long a client stays with a Pod; with sessionAffinity ClientIP.' },
  'core.ServiceStatus': { loadBalancer: 'Where the load balancer is to be reached.' },
  'core.TCPSocketAction': { port: "The container's port: its number (1 to 65535) or its name." },
  'core.TopologySpreadConstraint': { labelSelector: 'Which Pods are counted.' },
  'discovery.Endpoint': {
    conditions: 'Whether the endpoint is ready, serving, terminating.',
    hints: 'For which zones and nodes the endpoint is meant.',
    targetRef: 'The object behind the endpoint: mostly a Pod.',
  },
  'events.Event': {
    deprecatedSource: 'As source of core/v1 Events.',
    eventTime: 'When the Event was first seen. Required.',
    regarding: 'The object that the Event is about.',
    related: 'Another object that is concerned.',
    series: 'How often and when the Event came again; absent for Events that happened once.',
  },
  'meta.FieldsV1': {
    '': 'A set of fields, as a tree: `f:NAME` for fields, `k:KEYS` and `v:VALUE` for items of lists.',
  },
  'meta.Time': { '': 'A time in RFC 3339, in UTC and whole seconds.' },
  'meta.DeleteOptions': {
    preconditions: 'What must be true of the object for it to be deleted; else the answer is 409.',
  },
  'meta.ManagedFieldsEntry': {},
  'meta.Status': { details: 'More about the reason: which object, and which of its fields.' },
  'networking.HTTPIngressPath': { backend: 'Where requests are sent.' },
  'networking.IngressBackend': {
    resource: "Another object in the Ingress' namespace; instead of service.",
    service: 'A Service; instead of resource.',
  },
  'networking.IngressSpec': { defaultBackend: 'Where requests are sent that no rule matches.' },
  'networking.NetworkPolicySpec': { podSelector: 'The Pods that the policy is for; empty: all of the namespace.' },
  'pkg.runtime.RawExtension': { '': 'JSON of any shape.' },
  'policy.PodDisruptionBudgetSpec': {
    maxUnavailable: 'How many Pods may be unavailable after an eviction: a number or a percentage.',
    minAvailable: 'How many Pods must be available after an eviction: a number or a percentage.',
    selector: 'The Pods that the budget is for.',
  },
  'rbac.ClusterRole': { aggregationRule: "Which other ClusterRoles' rules make up the rules; they are filled in." },
  'rbac.ClusterRoleBinding': { roleRef: 'The ClusterRole that is granted. Immutable.' },
  'rbac.RoleBinding': { roleRef: 'The Role of the namespace, or the ClusterRole, that is granted. Immutable.' },
};
