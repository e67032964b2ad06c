/** An editor that prints what it is given, and changes it as an expression of sed says. */
export const editFiles: Readonly<Record<string, string>> = {
  'edit.sh': 'cat "$2" && sed -i -E "$1" "$2"\n',
  'empty.sh': ': > "$1"\n',
  'edited.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: created
data:
  a: one
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: also-created
data:
  a: one
`,
};

const edit = (expression: string) => `EDITOR='sh edit.sh ${expression}'`;

/**
 * Editors: what they are shown, what becomes of what comes out of them, and what is opened again with which words above
 * it. In order, as the lines of `command-lines.ts`.
 */
export const edits: readonly string[] = [
  'create namespace NS',
  'create -n NS cm one --from-literal=a=one',
  'create -n NS cm two --from-literal=a=one',
  'create -n NS deploy web --image=nginx --replicas=0',
  'edit -n NS cm one',
  `${edit('s/one/two/')} edit -n NS cm one`,
  `${edit('s/two/three/')} edit -n NS cm one -o json`,
  `${edit('s/three/four/')} edit -n NS cm one --output-patch`,
  `${edit('s/four/five/')} edit -n NS cm one --windows-line-endings`,
  `${edit('s/five/six/')} edit -n NS cm one --save-config -o yaml`,
  `${edit('/one$/s/a:/b:/')} edit -n NS cm one two`,
  `${edit('/replicas:/s/0$/-1/')} edit -n NS deploy web`,
  `${edit('/replicas/s/1$/2/;/replicas/s/0$/-1/')} edit -n NS deploy web`,
  `${edit('/replicas/s/-1$/0/;t;/replicas/s/0$/-1/')} edit -n NS deploy web`,
  `${edit('s/b:.*/b:[/')} edit -n NS cm two`,
  `${edit('s/b:.*/b:[/')} edit -n NS cm two --validate=false`,
  "EDITOR='sh empty.sh' edit -n NS cm two",
  "EDITOR='sh empty.sh' edit -n NS cm two --validate=false",
  'EDITOR=false edit -n NS cm two',
  `${edit('/name:/s/two/three/')} edit -n NS cm two`,
  `${edit('s/ConfigMap/Secret/')} edit -n NS cm two`,
  `${edit('s/ConfigMap/Nothing/')} edit -n NS cm two`,
  `${edit('/namespace:/s/NS/default/')} edit -n NS cm two`,
  `${edit('s/^data/unknown/')} edit -n NS cm two`,
  'edit -n NS cm nothing',
  'edit -n NS cm two -o name',
  'edit -n NS cm two --subresource=nothing',
  `${edit('/replicas/s/0/1/')} edit -n NS deploy web --subresource=scale`,
  `${edit('/a:/s/one/two/')} create -n NS --edit -f edited.yaml`,
  'create -n NS --edit -f edited.yaml',
  `${edit('s/created/fresh/')} create -n NS --edit -f edited.yaml -o name`,
  "EDITOR='sh empty.sh' create -n NS --edit -f edited.yaml",
  'apply edit-last-applied -n NS cm one',
  `${edit('s/six/seven/')} apply edit-last-applied -n NS cm one`,
  `${edit('s/seven/eight/')} apply edit-last-applied -n NS cm one -o yaml`,
  'apply view-last-applied -n NS cm one',
  'apply edit-last-applied -n NS cm two',
  'apply edit-last-applied -n NS cm nothing',
  'apply -n NS -f edited.yaml',
  'diff -n NS -f edited.yaml --server-side',
  'diff -n NS -f edited.yaml --server-side --force-conflicts',
  'diff -n NS -f edited.yaml --prune --prune-allowlist=core/v1/ConfigMap',
  'diff -n NS -f edited.yaml --prune --prune-allowlist=core/v1/Nothing',
  'diff -n NS -f edited.yaml --prune --prune-allowlist=ConfigMap',
  'apply -n NS -f edited.yaml --prune --all --prune-allowlist=core/v1/Nothing',
  'apply -n NS -f edited.yaml --prune --all --prune-allowlist=core/v1/ConfigMap --dry-run=server',
  'get ns --sort-by=.spec.nothing',
  'get ns --sort-by=.spec.nothing -o name',
  'get ns --sort-by={.spec',
  'get ns default --sort-by=.spec.nothing',
  'get ns --sort-by={.metadata.name},{.metadata.uid}',
  'get ns --sort-by={.metadata.name},{.metadata.uid} -o name',
  'wait -n NS cm --all -l a=b --for=create --timeout=1s',
  'wait -n NS cm -l a=b --for=create --timeout=1s',
  'wait -n NS cm --all --for=create --timeout=1s',
  'wait -n NS cm/one cm/nothing --for=jsonpath={.metadata.name} --timeout=1s',
  'wait --for=create',
  '--kubeconfig=nowhere get ns',
  'delete namespace NS --wait=false',
];
