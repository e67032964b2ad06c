/**
 * What apply makes of objects that were applied before: keys that come twice in lists, and the way from client-side to
 * server-side apply. And files that are read in other ways than most. In order, as those of `command-lines.ts`.
 */
export const merges: readonly string[] = [
  'create namespace NS',
  ...['variables-1', 'variables-2'].map((name) => `apply -n NS -f ${name}.yaml`),
  'get -n NS deploy variables -o jsonpath={.spec.template.spec.containers[0].env}',
  'apply -n NS -f variables-2.yaml',
  'get -n NS deploy variables -o jsonpath={.spec.template.spec.containers[0].env}',
  'apply -n NS -f variables-2.yaml',
  'diff -n NS -f variables-2.yaml',
  ...['ports-1', 'ports-2', 'ports-2'].map((name) => `apply -n NS -f ${name}.yaml`),
  'get -n NS svc ports -o jsonpath={.spec.ports}',
  'apply -n NS -f map-1.yaml',
  'apply -n NS --server-side -f map-2.yaml --dry-run=server',
  'apply -n NS --server-side -f map-2.yaml',
  'get -n NS cm map -o yaml --show-managed-fields',
  'apply -n NS --server-side -f map-2.yaml',
  'get -n NS cm map -o yaml --show-managed-fields',
  'apply -n NS --server-side -f map-1.yaml --field-manager=other',
  'apply -n NS --server-side -f map-3.yaml --field-manager=other',
  'apply -n NS --server-side -f map-3.yaml --field-manager=other --force-conflicts',
  'apply -n NS -f map-1.yaml',
  'apply -n NS -f stream.json',
  'create -n NS --dry-run=client -f octal.yaml -o json',
  'create -n NS --dry-run=client -f halfway.yaml -o name',
  'create -n NS --dry-run=client -f annotation.yaml',
  'create -n NS -f unknown-kinds.yaml',
  'apply -n NS -f unknown-kinds.yaml',
  'delete -n NS -f unknown-kinds.yaml',
  ...['{', 'a: b: c', 'x', '1', '', 'null', '{"data":[1]}'].map((text) => `patch -n NS cm map -p '${text}'`),
  ...['{', '{}', 'x'].map((text) => `patch -n NS cm map --type=json -p '${text}'`),
  ...['{', '[]'].map((text) => `patch -n NS cm map --type=merge -p '${text}'`),
  'patch -n NS cm map --patch-file=nowhere',
  'patch -n NS cm map --patch-file=.',
  ...['-p {', '--type=json -p {}', '--type=merge -p []', '-p []'].map(
    (flags) => `patch -n NS -f map-1.yaml --local ${flags} -o yaml`,
  ),
  'config view -o name',
  'proxy --port=99999',
  'get -n NS cm -s ://nope',
  'get -n NS cm -s http://a:b:c',
  'get -n NS cm map svc/ports',
  'get -n NS cm/map svc/nothing',
  'get -n NS cm nothing -o yaml',
  'get -n NS cm nothing none -o yaml',
  'get -n NS cm -l a=none -o custom-columns=A:.b',
  'wait -n NS --for=delete cm/nothing --timeout=1s',
  'wait -n NS --for=delete cm nothing map --timeout=1s',
  'delete namespace NS --wait=false',
];

/** The files that the command lines name. */
export const mergedFiles: Readonly<Record<string, string>> = {
  'variables-1.yaml': variables('REGION=a', 'MODE=qa', 'FLAG=0', 'MODE=prod'),
  'variables-2.yaml': variables('REGION=a', 'MODE=qa', 'FLAG=0'),
  'ports-1.yaml': ports('udp'),
  'ports-2.yaml': ports('tcp', 'udp'),
  'map-1.yaml': map('{a: "1", b: "2"}'),
  'map-2.yaml': map('{a: "1"}'),
  'map-3.yaml': map('{a: "3"}'),
  'stream.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}\n'.concat(
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"two"}}\n',
  ),
  'octal.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: octal}\nspec:\n  containers: [{name: c, image: hello}]\n'.concat(
      '  volumes: [{name: s, secret: {secretName: s, items: [{key: a, path: a, mode: 0o440}]}}]\n',
    ),
  'halfway.yaml': `${map('{a: "1"}')}---\na: b: c\n`,
  'annotation.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, annotations: {x: y}}\n',
  'unknown-kinds.yaml': 'apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\n---\n'.concat(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: known}\n---\n',
    'apiVersion: example.com/v1\nkind: Bar\nmetadata: {name: b}\n',
  ),
};

function variables(...pairs: string[]): string {
  const env = pairs.map((pair) => `{name: ${pair.split('=')[0]}, value: "${pair.split('=')[1]}"}`);
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: variables}
spec:
  replicas: 0
  selector: {matchLabels: {app: variables}}
  template:
    metadata: {labels: {app: variables}}
    spec:
      containers: [{name: c, image: hello, env: [${env.join(', ')}]}]
`;
}

function ports(...protocols: string[]): string {
  const all = protocols.map((name) => `{name: ${name}, protocol: ${name.toUpperCase()}, port: 5353}`);
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ports}\nspec: {selector: {app: x}, ports: [${all.join(', ')}]}\n`;
}

function map(data: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, labels: {app: x}}\ndata: ${data}\n`;
}
