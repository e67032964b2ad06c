/**
 * Command lines that both binaries have to answer alike: standard output, standard error, exit code. They run in order,
 * each binary in a namespace of its own, so that both find the state that the lines before have left. `NS` is that
 * namespace.
 */
export const commandLines: readonly string[] = [
  'create namespace NS',
  'create namespace NS',
  ...['configmap.yaml', 'web.yaml', 'web.yaml', 'web-2.yaml', 'fewer-keys.yaml'].map(
    (file) => `apply -n NS -f ${file}`,
  ),
  ...['-o yaml', '-o json', '-o name', '--dry-run=client', '--dry-run=server'].map(
    (flag) => `apply -n NS -f configmap.yaml ${flag}`,
  ),
  ...['unknown-field', 'no-kind', 'no-version', 'unknown-kind', 'broken', 'other-namespace'].map(
    (name) => `apply -n NS -f ${name}.yaml`,
  ),
  'apply -n NS -f unknown-field.yaml --validate=warn',
  'apply -n NS -f nowhere.yaml',
  'apply -n NS view-last-applied cm one',
  'create -n NS -f configmap.yaml',
  'create -n NS configmap two --from-literal=a=b',
  'create -n NS configmap two --from-literal=a=b',
  'create -n NS secret generic three --from-literal=a=b -o yaml',
  'create -n NS deployment Bad_Name --image=x',
  'create -n NS role reader --verb=get,list --resource=pods,deployments.apps -o yaml',
  ...['', '-o wide', '-o name', '-o yaml', '-o json', '--show-labels', '-L app', '--no-headers', '--show-kind'].map(
    (flags) => `get -n NS cm ${flags}`,
  ),
  'get -n NS cm,svc',
  'get -n NS cm/one svc/web',
  'get -n NS cm one nothing',
  'get -n NS cm nothing --ignore-not-found',
  'get -n NS cm -l app=nothing',
  'get -n NS cm -l app=nothing -o json',
  'get -n NS nothing',
  'get -n NS nothing.v1.example.com',
  'get -n NS cm --sort-by=.metadata.name -o name',
  'get -n NS cm one -o jsonpath={.data.a}',
  'get -n NS cm -o custom-columns=NAME:.metadata.name,A:.data.a',
  'get -n NS cm one -o go-template={{.data.a}}',
  'get -n NS cm --field-selector nothing=x',
  'get -n NS cm one -o nothing',
  'get -n NS -f web.yaml -o name',
  'get --raw /nothing',
  ...['x=y', 'x=z', 'x=z --overwrite', 'x-', 'x-', 'a=b a-', ''].map((change) => `label -n NS cm one ${change}`),
  ...['x=y', 'x=z', 'x=z --overwrite', 'x-'].map((change) => `annotate -n NS cm one ${change}`),
  'patch -n NS cm one -p {"data":{"p":"1"}}',
  'patch -n NS cm one -p {"data":{"p":"1"}}',
  'patch -n NS cm one --type=json -p [{"op":"remove","path":"/data/nothing"}]',
  'patch -n NS cm one',
  'scale -n NS deploy web --replicas=2',
  'scale -n NS deploy/web --replicas=2 --current-replicas=5',
  'scale -n NS cm one --replicas=3',
  'replace -n NS -f fewer-keys.yaml',
  'wait -n NS cm one --for=jsonpath={.data.b}=two',
  'wait -n NS cm one --for=condition=Ready --timeout=1s',
  'wait -n NS cm nothing --for=delete --timeout=1s',
  'wait -n NS cm one --for=nothing',
  'delete -n NS cm two',
  'delete -n NS cm two',
  'delete -n NS cm two --ignore-not-found',
  'delete -n NS -f web.yaml',
  'delete -n NS cm -l app=nothing',
  'delete -n NS cm',
  ...['', '-o name', '--namespaced=false --no-headers'].map((flags) => `api-resources ${flags}`),
  'api-versions',
  'delete namespace NS --wait=false',
];

/** The files that the command lines name. */
export const files: Readonly<Record<string, string>> = {
  'configmap.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {app: x}}\ndata: {a: "1", b: two}\n',
  'fewer-keys.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {b: two}\n',
  'web.yaml': web(2, 'nginx:1'),
  'web-2.yaml': web(3, 'nginx:2'),
  'unknown-field.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndota: {a: b}\n',
  'no-kind.yaml': 'apiVersion: v1\nmetadata: {name: odd}\n',
  'no-version.yaml': 'kind: ConfigMap\nmetadata: {name: odd}\n',
  'unknown-kind.yaml': 'apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: odd}\n',
  'broken.yaml': 'apiVersion: v1\na: b: c\n',
  'other-namespace.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, namespace: other}\n',
};

function web(replicas: number, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "${image}"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
}
