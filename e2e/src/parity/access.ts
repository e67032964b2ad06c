/** Who one is and what one may do, and what a reconciliation would change. Nothing is written. */
export const accessFiles: Readonly<Record<string, string>> = {
  'access.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: gallery}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: gallery}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: someone, apiGroup: rbac.authorization.k8s.io}]
`,
  'preferences.yaml': `apiVersion: kubectl.config.k8s.io/v1alpha1
kind: Preference
overrides:
- {command: version, flags: [{name: client, default: "true"}]}
- {command: wait, flags: [{name: nothing, default: x}]}
aliases:
- {name: gn, command: get, prependArgs: [nodes], flags: [{name: output, default: name}]}
- {name: lost, command: nothing}
`,
};

const preferring = 'KUBECTL_KUBERC=true --kuberc=preferences.yaml';

export const access: readonly string[] = [
  'auth can-i --list -n gallery',
  'auth can-i --list -n gallery --as=system:serviceaccount:gallery:default',
  'auth can-i get pods -n gallery',
  'auth can-i get pods -n gallery --as=someone',
  'auth can-i get pods -n gallery --as=someone -q',
  'auth can-i fly pods',
  'auth can-i get nothing',
  'auth can-i get /healthz',
  'auth can-i get pods --subresource=log -A',
  'auth whoami',
  'auth whoami -o json',
  'auth whoami -o yaml',
  'auth reconcile -f access.yaml --dry-run=client',
  'auth reconcile -f access.yaml --dry-run=client -o name',
  'certificate approve nothing',
  'certificate deny nothing',
  'certificate approve',
  'alpha',
  'completion',
  'completion nothing',
  ...['gn', 'gn node-1', 'gn -o wide --no-headers', 'lost', 'wait pod/x'].map((line) => `${preferring} ${line}`),
  'KUBECTL_KUBERC=true get nodes -o name',
  'KUBECTL_KUBERC=true get --kuberc=nowhere nodes',
  'KUBECTL_KUBERC=true get --kuberc=access.yaml nodes',
  'gn',
  'get --kuberc=x nodes',
];
