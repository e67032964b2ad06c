/**
 * Kustomizations of every kind, each a folder of files; what ours makes of each has to be what the real one makes.
 */
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {run: web}}
spec:
  selector: {matchLabels: {run: web}}
  template:
    metadata: {labels: {run: web}}
    spec:
      serviceAccountName: robot
      containers:
      - {name: a, image: "nginx:1.0", ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], env: [{name: A, value: "1"}, {name: B, value: "$(VAR)"}]}
      - {name: b, image: "repo:5000/app@sha256:0123456789012345678901234567890123456789012345678901234567890123", envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: sec}}]}
      volumes:
      - {name: v, configMap: {name: cfg}}
      - {name: p, projected: {sources: [{secret: {name: sec}}]}}
`;

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {run: web}, ports: [{port: 80, protocol: TCP}, {port: 80, protocol: UDP}]}
`;

const access = `apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: ServiceAccount, name: robot, namespace: default}, {kind: ServiceAccount, name: default}, {kind: User, name: x}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [cfg], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
---
apiVersion: v1
kind: Namespace
metadata: {name: r}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.x.io}
spec: {group: x.io}
`;

const base: Readonly<Record<string, string>> = {
  'base/kustomization.yaml': `resources: [dep.yaml, svc.yaml, rbac.yaml]
configMapGenerator:
- {name: cfg, literals: [a=b, 'c="d e"']}
secretGenerator:
- {name: sec, literals: [p=q]}
`,
  'base/dep.yaml': deployment,
  'base/svc.yaml': service,
  'base/rbac.yaml': access,
};

/** A kustomization of the base above. */
const over = (text: string, more: Readonly<Record<string, string>> = {}) => ({
  ...base,
  'kustomization.yaml': `resources: [base]\n${text}`,
  ...more,
});

const kustomizations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: over(''),
  prefix: over(`namePrefix: p-
nameSuffix: -s
`),
  ns: over(`namespace: other
`),
  labels: over(`labels:
- pairs: {x: why}
- pairs: {z: w}
  includeSelectors: true
- pairs: {t: u}
  includeTemplates: true
- pairs: {f: g}
  fields: [{path: spec/foo, create: true, kind: Service}]
`),
  common: over(`commonLabels: {x: why}
commonAnnotations: {note: "1"}
`),
  images: over(`images:
- {name: nginx, newName: my/nginx, newTag: "2"}
- {name: "repo:5000/app", newTag: v3}
`),
  images2: over(`images:
- {name: nginx, digest: "sha256:abc"}
- {name: "repo:5000/app", newName: other}
`),
  images3: over(`images:
- {name: nginx, tagSuffix: -x}
- {name: "repo.*", newTag: v3}
- {name: nginx, newTag: "9", digest: "sha256:abc"}
`),
  replicas: over(`replicas: [{name: web, count: 3}]
`),
  'replicas-none': over(`replicas: [{name: nope, count: 3}]
`),
  'smp-replace': over(`patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          containers:
          - $patch: replace
          - {name: z, image: z}
          volumes: null
    
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {$patch: replace, type: ExternalName, externalName: x}
`),
  'smp-delete': over(`patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    $patch: delete
`),
  'smp-ports': over(`patches:
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{port: 80, protocol: TCP, name: t}, {port: 81, protocol: TCP}]}
`),
  'smp-target': over(`patches:
- target: {kind: Deployment|Service, name: w.*}
  patch: |-
    apiVersion: v1
    kind: Any
    metadata: {name: any, annotations: {x: y}}
- target: {labelSelector: run=web}
  patch: |-
    kind: Any
    metadata: {name: any, annotations: {l: y}}
`),
  'smp-name': over(`patches:
- target: {kind: Service}
  options: {allowNameChange: true, allowKindChange: true}
  patch: |-
    apiVersion: v1
    kind: Svc
    metadata: {name: renamed}
`),
  'smp-none': over(`patches:
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: nope}
`),
  json: over(`patches:
- target: {kind: Deployment}
  patch: |-
    - {op: replace, path: /spec/template/spec/containers/0/image, value: j}
    - {op: add, path: /metadata/labels/new, value: l}
    - {op: remove, path: /spec/template/spec/volumes/1}
`),
  'json-notarget': over(`patches:
- patch: |-
    - {op: remove, path: /spec}
`),
  'json-bad': over(`patches:
- target: {kind: Deployment}
  patch: |-
    - {op: remove, path: /spec/nope}
`),
  json6902: over(
    `patchesJson6902:
- target: {group: apps, version: v1, kind: Deployment, name: web}
  path: p.json
namePrefix: x-
`,
    { 'p.json': '[{"op":"replace","path":"/spec/replicas","value":4}]' },
  ),
  json6902b: over(
    `patchesJson6902:
- target: {group: apps, version: v1, kind: Deployment, name: web}
  path: p.json
`,
    { 'p.json': '[{"op":"add","path":"/spec/replicas","value":4}]' },
  ),
  psm: over(
    `patchesStrategicMerge:
- p.yaml
- |-
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {type: NodePort}
`,
    {
      'p.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 7}
`,
    },
  ),
  finalizers: {
    'kustomization.yaml': `resources: [a.yaml]
patches:
- patch: |-
    apiVersion: v1
    kind: Pod
    metadata: {name: f, finalizers: [b, a]}
    spec: {tolerations: [{key: b}], containers: []}
`,
    'a.yaml': `apiVersion: v1
kind: Pod
metadata: {name: f, finalizers: [a, c]}
spec: {tolerations: [{key: a}], containers: [{name: x, args: [a], volumeMounts: [{mountPath: /a, name: q}]}]}
`,
  },
  'gen-merge': over(`configMapGenerator:
- {name: cfg, behavior: merge, literals: [a=over, n=new]}
secretGenerator:
- {name: sec, behavior: replace, literals: [r=s]}
`),
  'gen-badkey': {
    'kustomization.yaml': `configMapGenerator:
- {name: c, literals: ["a b=1"]}
`,
  },
  'gen-badlit': {
    'kustomization.yaml': `configMapGenerator:
- {name: c, literals: ["ab"]}
`,
  },
  'gen-dup': {
    'kustomization.yaml': `configMapGenerator:
- {name: c, literals: ["a=1", "a=2"]}
`,
  },
  'gen-nofile': {
    'kustomization.yaml': `configMapGenerator:
- {name: c, files: [nope]}
`,
  },
  'gen-eq': {
    'kustomization.yaml': `configMapGenerator:
- {name: c, files: [a=b=c]}
`,
  },
  component: over(
    `components: [comp]
namePrefix: top-
`,
    {
      'comp/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [x.yaml]
nameSuffix: -c
configMapGenerator:
- {name: cfg, behavior: merge, literals: [comp=1]}
`,
      'comp/x.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: x}
`,
    },
  ),
  'component-wrong': over(`components: [base]
`),
  'component-asres': {
    'kustomization.yaml': `resources: [comp]
`,
    'comp/kustomization.yaml': `kind: Component
namePrefix: x
`,
  },
  dup: {
    'kustomization.yaml': `resources: [a.yaml, b.yaml]
`,
    'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
`,
    'b.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: default}
`,
  },
  diamond: {
    'base/kustomization.yaml': `resources: [dep.yaml, svc.yaml]
configMapGenerator:
- {name: cfg, literals: [a=b, 'c="d e"']}
secretGenerator:
- {name: sec, literals: [p=q]}
`,
    'base/dep.yaml': deployment,
    'base/svc.yaml': service,
    'kustomization.yaml': `resources: [one, two]
`,
    'one/kustomization.yaml': `resources: [../base]
namePrefix: one-
`,
    'two/kustomization.yaml': `resources: [../base]
namePrefix: two-
`,
  },
  twons: {
    'base/kustomization.yaml': `resources: [dep.yaml, svc.yaml]
configMapGenerator:
- {name: cfg, literals: [a=b, 'c="d e"']}
secretGenerator:
- {name: sec, literals: [p=q]}
`,
    'base/dep.yaml': deployment,
    'base/svc.yaml': service,
    'kustomization.yaml': `resources: [one, two]
namePrefix: p-
`,
    'one/kustomization.yaml': `resources: [../base]
namespace: one
`,
    'two/kustomization.yaml': `resources: [../base]
namespace: two
namePrefix: q-
`,
  },
  cycle: {
    'kustomization.yaml': `resources: [a]
`,
    'a/kustomization.yaml': `resources: [..]
`,
  },
  missing: {
    'kustomization.yaml': `resources: [nope.yaml]
`,
  },
  nokind: {
    'kustomization.yaml': `resources: [a.yaml]
`,
    'a.yaml': `a: b
`,
  },
  noname: {
    'kustomization.yaml': `resources: [a.yaml]
`,
    'a.yaml': `apiVersion: v1
kind: ConfigMap
`,
  },
  outside: {
    'k/kustomization.yaml': `resources: [../a.yaml]
`,
    'kustomization.yaml': `resources: [k]
`,
    'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
`,
  },
  empty: { 'kustomization.yaml': '' },
  emptyish: {
    'kustomization.yaml': `kind: Kustomization
`,
  },
  'two-files': {
    'kustomization.yaml': `namePrefix: a
`,
    'kustomization.yml': `namePrefix: a
`,
  },
  badkind: {
    'kustomization.yaml': `kind: Foo
namePrefix: a
`,
  },
  badver: {
    'kustomization.yaml': `apiVersion: foo/v1
namePrefix: a
`,
  },
  'unknown-inner': {
    'kustomization.yaml': `configMapGenerator: [{name: a, foo: b}]
`,
  },
  listkind: {
    'kustomization.yaml': `resources: [a.yaml]
namePrefix: p-
`,
    'a.yaml': `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
`,
  },
  fifo: over(`sortOptions: {order: fifo}
`),
  legacy: over(`sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Service], orderLast: [Namespace]}}
`),
  order: {
    'kustomization.yaml': `resources: [a.yaml]
`,
    'a.yaml': `apiVersion: v1
kind: Pod
metadata: {name: b}
---
apiVersion: v1
kind: Pod
metadata: {name: a}
---
apiVersion: x/v1
kind: Foo
metadata: {name: z}
---
apiVersion: batch/v1
kind: Job
metadata: {name: j}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: v}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: v}
---
apiVersion: v1
kind: Service
metadata: {name: s}
---
apiVersion: v1
kind: Namespace
metadata: {name: n}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: p}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: p}`,
  },
  local: {
    'kustomization.yaml': `resources: [a.yaml]
`,
    'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a, annotations: {config.kubernetes.io/local-config: "true"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: b}
`,
  },
  vars: over(`vars:
- {name: VAR, objref: {apiVersion: v1, kind: Service, name: web}}
namePrefix: v-
`),
  'vars-path': over(`vars:
- {name: VAR, objref: {apiVersion: apps/v1, kind: Deployment, name: web}, fieldref: {fieldpath: "spec.template.spec.containers[0].image"}}
`),
  'vars-none': over(`vars:
- {name: VAR, objref: {apiVersion: v1, kind: Service, name: nope}}
`),
  repl2: over(
    `replacements:
- path: r.yaml
`,
    {
      'r.yaml': `- source: {kind: Deployment, fieldPath: metadata.labels}
  targets:
  - select: {kind: Service}
    reject: [{name: nope}]
    fieldPaths: [spec.selector]
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.*.foo"]
    options: {create: true}
`,
    },
  ),
  'repl-none': over(`replacements:
- source: {kind: Nope}
  targets: [{select: {kind: Service}, fieldPaths: [a]}]
`),
  'repl-nofield': over(`replacements:
- source: {kind: Service}
  targets: [{select: {kind: Service}, fieldPaths: [spec.nope]}]
`),
  'repl-many': over(`replacements:
- source: {kind: ConfigMap, fieldPath: data.zzz}
  targets: [{select: {kind: Service}, fieldPaths: [spec.nope]}]
`),
  'repl-value': over(`replacements:
- sourceValue: hello
  targets: [{select: {kind: Service}, fieldPaths: [metadata.name]}]
`),
  conf: over(
    `configurations: [c.yaml]
namePrefix: p-
`,
    {
      'c.yaml': `namePrefix:
- {path: spec/foo, kind: Service}
nameReference:
- kind: Service
  fieldSpecs: [{kind: Deployment, path: spec/template/metadata/labels/run}]
`,
    },
  ),
  managed: over(`buildMetadata: [managedByLabel]
`),
  origin: over(`buildMetadata: [originAnnotations]
`),
  origin2: over(`buildMetadata: [originAnnotations]
configMapGenerator: [{name: z, literals: [a=b]}]
`),
  transformers: over(
    `transformers: [t.yaml]
`,
    {
      't.yaml': `apiVersion: builtin
kind: PrefixSuffixTransformer
metadata: {name: x}
prefix: tr-
fieldSpecs: [{path: metadata/name}]
`,
    },
  ),
  bases: {
    'base/kustomization.yaml': `resources: [dep.yaml, svc.yaml, rbac.yaml]
configMapGenerator:
- {name: cfg, literals: [a=b, 'c="d e"']}
secretGenerator:
- {name: sec, literals: [p=q]}
`,
    'base/dep.yaml': deployment,
    'base/svc.yaml': service,
    'base/rbac.yaml': access,
    'kustomization.yaml': `bases: [base]
imageTags: [{name: nginx, newTag: z}]
`,
  },
  hpa: {
    'kustomization.yaml': `resources: [a.yaml]
namePrefix: p-
`,
    'a.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {run: web}}
spec:
  selector: {matchLabels: {run: web}}
  template:
    metadata: {labels: {run: web}}
    spec:
      serviceAccountName: robot
      containers:
      - {name: a, image: "nginx:1.0", ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], env: [{name: A, value: "1"}, {name: B, value: "$(VAR)"}]}
      - {name: b, image: "repo:5000/app@sha256:0123456789012345678901234567890123456789012345678901234567890123", envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: sec}}]}
      volumes:
      - {name: v, configMap: {name: cfg}}
      - {name: p, projected: {sources: [{secret: {name: sec}}]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {defaultBackend: {service: {name: web}}, tls: [{secretName: nope}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {run: web}, ports: [{port: 80, protocol: TCP}, {port: 80, protocol: UDP}]}
`,
  },
  cronjob: {
    'kustomization.yaml': `resources: [a.yaml]
commonLabels: {x: why}
commonAnnotations: {note: m}
namePrefix: p-
images: [{name: i, newTag: t}]
configMapGenerator:
- {name: cfg, literals: [a=b, 'c="d e"']}
secretGenerator:
- {name: sec, literals: [p=q]}
`,
    'a.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: c}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: i, envFrom: [{configMapRef: {name: cfg}}]}]}}}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec: {template: {spec: {containers: [{name: a, image: i}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: s}
spec: {serviceName: z, volumeClaimTemplates: [{metadata: {name: v}}], template: {spec: {containers: []}}}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: a, image: "i:1"}], ephemeralContainers: [{image: i}]}
`,
  },
  multiline: {
    'kustomization.yaml': `resources: [a.yaml]
`,
    'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  a: |
    x
    y
  b: "on"
  c: "a: b"
  d: ""
  e: "long word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word "
`,
  },
};

/** The files of all kustomizations, below a folder for each. */
export const kustomizationFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(kustomizations).flatMap(([name, files]) =>
    Object.entries(files).map(([file, text]) => [`kustomizations/${name}/${file}`, text]),
  ),
);

/** Command lines that read them. */
export const kustomizeReads: readonly string[] = [
  ...Object.keys(kustomizations).map((name) => `kustomize kustomizations/${name}`),
  'kustomize kustomizations/outside/k --load-restrictor=LoadRestrictionsNone',
  'kustomize kustomizations/outside/k --load-restrictor=Nothing',
  'kustomize nowhere',
  'kustomize kustomizations kustomizations',
  'create -k kustomizations/cronjob --dry-run=client',
  'apply -k kustomizations/missing',
  'get -k kustomizations/listkind',
  'get -k kustomizations/listkind -f nowhere',
  'get -k kustomizations/listkind -R',
  'delete -k kustomizations/listkind --ignore-not-found',
  'diff -k kustomizations/listkind',
];
