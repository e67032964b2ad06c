/** Pods in every state (running, restarted, failed, never scheduled, with each kind of volume), and what they use. */
export const galleryWorkloads = `
apiVersion: v1
kind: Namespace
metadata: {name: gallery, labels: {team: a}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: gallery, labels: {app: web}}
data: {color: blue, file: "one\\ntwo\\n"}
binaryData: {raw: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: gallery}
stringData: {user: admin}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot, namespace: gallery}
imagePullSecrets: [{name: keys}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: gallery, labels: {app: web}, annotations: {kubernetes.io/change-cause: first}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {note: "1"}}
    spec:
      terminationGracePeriodSeconds: 0
      serviceAccountName: robot
      containers:
      - name: web
        image: busybox
        command: [sh, -c, "echo started; exec sleep 1000"]
        ports: [{containerPort: 80, name: http}, {containerPort: 53, protocol: UDP}]
        env: [{name: A, value: "1"}, {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        volumeMounts: [{name: settings, mountPath: /settings}]
      volumes: [{name: settings, configMap: {name: settings}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: waiting, namespace: gallery}
spec:
  replicas: 1
  selector: {matchLabels: {app: waiting}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app: waiting}}
    spec:
      nodeSelector: {nowhere: "true"}
      containers: [{name: c, image: busybox}]
---
apiVersion: v1
kind: Pod
metadata: {name: talker, namespace: gallery, labels: {app: talker, side: left}}
spec:
  terminationGracePeriodSeconds: 0
  initContainers: [{name: prepare, image: busybox, command: [sh, -c, "echo prepared"]}]
  containers:
  - {name: one, image: busybox, command: [sh, -c, "for i in 1 2 3 4 5; do echo line $i; done; exec sleep 1000"], readinessProbe: {exec: {command: ["true"]}}}
  - {name: two, image: busybox, command: [sh, -c, "echo hello from two; exec sleep 1000"]}
---
apiVersion: v1
kind: Pod
metadata: {name: restarted, namespace: gallery, labels: {app: talker, side: right}}
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{name: memory, emptyDir: {}}]
  containers:
  - name: c
    image: busybox
    command: [sh, -c, 'if test -f $DIR/ran; then echo second; exec sleep 1000; fi; touch $DIR/ran; echo first; exit 3']
    env: [{name: DIR, value: /tmp/parity-restarted}]
    volumeMounts: [{name: memory, mountPath: /tmp/parity-restarted}]
---
apiVersion: v1
kind: Pod
metadata: {name: failed, namespace: gallery}
spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "echo failing >&2; exit 3"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: rich, namespace: gallery, labels: {app: rich}, annotations: {short: x, multi: "l1\\nl2\\n"}}
spec:
  nodeSelector: {nowhere: "true"}
  hostNetwork: false
  tolerations: [{operator: Exists}, {key: a, operator: Equal, value: b, effect: NoSchedule}, {key: c, operator: Exists, effect: NoExecute, tolerationSeconds: 60}]
  topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: rich}}}]
  readinessGates: [{conditionType: example.com/gate}]
  initContainers: [{name: side, image: busybox, restartPolicy: Always, command: [sh, -c, "echo hi\\necho ho"]}]
  containers:
  - name: main
    image: nginx:1.25
    args: ["-g", "daemon off;"]
    ports: [{containerPort: 80, hostPort: 8080}]
    env: [{name: EMPTY}, {name: MULTI, value: "a\\nb"}, {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}, {name: S, valueFrom: {secretKeyRef: {name: keys, key: user, optional: true}}}, {name: C, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]
    envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: keys, optional: true}, prefix: P_}]
    resources: {limits: {cpu: 500m, memory: 1Gi}, requests: {cpu: "0.1", memory: 64Mi, ephemeral-storage: 1G}}
    livenessProbe: {httpGet: {path: /healthz, port: 80}, initialDelaySeconds: 5}
    readinessProbe: {exec: {command: [cat, /tmp/x]}}
    startupProbe: {tcpSocket: {port: 80}}
    volumeMounts: [{name: empty, mountPath: /z, readOnly: true}, {name: memory, mountPath: /a, subPath: s}]
  - {name: second, image: "x:1", livenessProbe: {grpc: {port: 9, service: svc}}, ports: [{containerPort: 9, protocol: UDP}]}
  volumes:
  - {name: empty, emptyDir: {}}
  - {name: memory, emptyDir: {medium: Memory, sizeLimit: 1024Mi}}
  - {name: host, hostPath: {path: /x, type: Directory}}
  - {name: settings, configMap: {name: settings, optional: true}}
  - {name: keys, secret: {secretName: keys}}
  - {name: claim, persistentVolumeClaim: {claimName: data}}
  - {name: own, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: 1Gi}}}}}}
  - {name: downward, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
  - {name: projected, projected: {sources: [{serviceAccountToken: {path: token}}, {configMap: {name: settings}}, {secret: {name: keys}}]}}
  - {name: csi, csi: {driver: d, readOnly: true, volumeAttributes: {a: b}}}
  - {name: nfs, nfs: {server: s, path: /p}}
  - {name: iscsi, iscsi: {targetPortal: t, iqn: "iqn.2001-04.com.example:a", lun: 0}}
  - {name: fc, fc: {targetWWNs: [a, b], lun: 2}}
`;
