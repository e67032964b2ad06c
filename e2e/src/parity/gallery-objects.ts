/** One object, with most of its fields, of each kind that runs nothing. */
export const galleryObjects = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: gallery, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}, {name: dns, port: 53, protocol: UDP}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: gallery}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: gallery}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Service
metadata: {name: sticky, namespace: gallery}
spec: {type: NodePort, sessionAffinity: ClientIP, externalTrafficPolicy: Local, selector: {app: nobody}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: spread, namespace: gallery, labels: {app: spread}}
spec:
  selector: {matchLabels: {app: spread}}
  updateStrategy: {rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: spread}}
    spec: {nodeSelector: {nowhere: "true", disk: ssd}, containers: [{name: c, image: "hello:1"}, {name: d, image: "hello:2"}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: numbered, namespace: gallery, annotations: {note: hello}}
spec:
  replicas: 0
  serviceName: db
  selector: {matchLabels: {app: numbered}}
  updateStrategy: {rollingUpdate: {partition: 2, maxUnavailable: 2}}
  template:
    metadata: {labels: {app: numbered}}
    spec: {containers: [{name: c, image: "hello:1", volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates:
  - metadata: {name: data, labels: {a: b}, annotations: {c: d}}
    spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: kept, namespace: gallery, labels: {a: b}}
spec: {accessModes: [ReadWriteOnce, ReadOnlyMany], storageClassName: slow, resources: {requests: {storage: 1536Mi}}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: gallery, labels: {a: b}}
spec:
  accessModes: [ReadWriteOnce, ReadOnlyMany]
  capacity: {storage: 1536Mi}
  storageClassName: by-hand
  local: {path: /gallery}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]}}
---
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: {name: gallery.example.com}
spec: {attachRequired: false}
---
apiVersion: storage.k8s.io/v1
kind: CSINode
metadata: {name: gallery}
spec: {drivers: [{name: gallery.example.com, nodeID: one, allocatable: {count: 3}}]}
---
apiVersion: storage.k8s.io/v1
kind: CSIStorageCapacity
metadata: {name: gallery, namespace: gallery}
storageClassName: slow
capacity: 1Ti
---
apiVersion: storage.k8s.io/v1
kind: VolumeAttachment
metadata: {name: gallery}
spec: {attacher: gallery.example.com, nodeName: gallery, source: {persistentVolumeName: gallery}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: asleep, namespace: gallery, labels: {app: sums}}
spec:
  suspend: true
  completions: 4
  parallelism: 2
  completionMode: Indexed
  backoffLimitPerIndex: 1
  ttlSecondsAfterFinished: 60
  activeDeadlineSeconds: 90
  podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [3]}}]}
  template: {spec: {restartPolicy: Never, containers: [{name: sum, image: busybox, command: [date]}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: gallery}
spec:
  schedule: 30 2 * * *
  timeZone: Europe/Berlin
  suspend: true
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 100
  jobTemplate:
    metadata: {labels: {app: sums}, annotations: {note: "1"}}
    spec: {suspend: true, template: {spec: {restartPolicy: OnFailure, containers: [{name: sum, image: busybox}]}}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: gallery-class}
spec: {controller: example.com/none, parameters: {apiGroup: example.com, kind: K, name: some}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: gallery}
spec: {ingressClassName: gallery-class, tls: [{hosts: [a.example.com], secretName: keys}], rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}, {path: /x, pathType: Exact, backend: {service: {name: nothing, port: {number: 1}}}}]}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: walls, namespace: gallery}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], ingress: [{ports: [{port: 80}, {port: http, protocol: UDP}], from: [{podSelector: {matchLabels: {a: b}}}, {namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}
---
apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: gallery}
spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 10Gi}, min: {storage: 1Mi}}]}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: slow}
provisioner: example.com/none
parameters: {a: b}
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: gallery}
rules: [{apiGroups: ["", apps], resources: [pods, deployments/scale], verbs: [get, list]}, {apiGroups: [""], resources: [secrets], resourceNames: [one, other], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: gallery}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: alice, apiGroup: rbac.authorization.k8s.io}, {kind: ServiceAccount, name: robot, namespace: gallery}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: gallery-visitor}
rules: [{nonResourceURLs: [/healthz], verbs: [get]}, {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: gallery-visitor}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gallery-visitor}
subjects: [{kind: Group, name: visitors, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: gallery-high}
value: 1000
description: for the gallery
`;
