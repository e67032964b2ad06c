/** Files of which some are applied at one time and others at another. */
export const applySetFiles: Readonly<Record<string, string>> = {
  'set-all.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: first, labels: {app: x}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: third}
spec:
  replicas: 0
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}
`,
  'set-two.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: first, labels: {app: x}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
`,
  'set-one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, labels: {app: x}}\n',
  'set-labelled.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, labels: {applyset.kubernetes.io/part-of: x}}\n',
};

const one = 'KUBECTL_APPLYSET=true apply -n NS -f set-one.yaml';
/** Leaves out one kind alone: of several, the real kubectl prunes in whatever order. */
const two = 'KUBECTL_APPLYSET=true apply -n NS -f set-two.yaml';

/** Sets of objects that are applied together (KEP-3659), in order, as the lines of `command-lines.ts`. */
export const applySets: readonly string[] = [
  'create namespace NS',
  'apply -n NS -f set-one.yaml --applyset=set --prune',
  'KUBECTL_APPLYSET=true apply -n NS -f set-all.yaml --applyset=set --prune',
  'KUBECTL_APPLYSET=true apply -n NS -f set-all.yaml --applyset=set --prune --server-side',
  'get secret set -n NS -o jsonpath={.metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}',
  'get secret set -n NS -o jsonpath={.metadata.annotations.applyset\\.kubernetes\\.io/additional-namespaces}',
  `${two} --applyset=set --prune --dry-run=client`,
  `${two} --applyset=set --prune --dry-run=server`,
  `${two} --applyset=set --prune`,
  `${one} --applyset=set --prune`,
  'get secret set -n NS -o jsonpath={.metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}',
  'get cm,deploy -n NS -o name',
  `${one} --applyset=set`,
  `${one} --applyset=cm/other --prune`,
  ...['cm/kube-root-ca.crt', 'nothing/x', 'ns/x', 'a/b/c'].map((parent) => `${one} --applyset=${parent} --prune`),
  ...['-l a=b', '--all', '--prune-allowlist=core/v1/ConfigMap', '--force'].map(
    (flag) => `${one} --applyset=set --prune ${flag}`,
  ),
  'KUBECTL_APPLYSET=true apply -f set-one.yaml --applyset=set --prune',
  'KUBECTL_APPLYSET=true apply -n NS -f set-labelled.yaml --applyset=set --prune',
  'annotate -n NS secret set applyset.kubernetes.io/tooling=helm/v3 --overwrite',
  `${one} --applyset=set --prune`,
  'apply -n NS -f set-one.yaml --prune --all --force',
  'label -n NS cm first app=a-longer-value --overwrite',
  'label -n NS cm first app=short --overwrite',
  'label -n NS cm first app- --overwrite',
  'label -n NS cm first b=c',
  'label -n NS cm first b-',
  'delete namespace NS --wait=false',
];
