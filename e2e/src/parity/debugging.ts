/** What is debugged, and parts of containers for it. */
export const debuggingFiles: Readonly<Record<string, string>> = {
  'debugged.yaml': `apiVersion: v1
kind: Pod
metadata: {name: debugged, labels: {a: b}, annotations: {kept: perhaps}}
spec:
  securityContext: {runAsUser: 1000}
  initContainers: [{name: first, image: busybox, command: ["true"]}]
  containers:
  - name: app
    image: busybox
    command: [sleep, "1000"]
    livenessProbe: {exec: {command: ["true"]}}
    readinessProbe: {exec: {command: ["true"]}}
    startupProbe: {exec: {command: ["true"]}}
    securityContext: {runAsUser: 5}
  - {name: other, image: busybox, command: [sleep, "1000"]}
`,
  'named.yaml': 'name: x\n',
  'root.yaml': 'securityContext: {runAsUser: 0}\nenv: [{name: A, value: b}]\nresources: {limits: {cpu: "1"}}\n',
};

const image = 'debug -n NS debugged --image=busybox';
const copies = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

/** Containers that are added to look into pods and nodes, in order, as the lines of `command-lines.ts`. */
export const debugging: readonly string[] = [
  'create namespace NS',
  'apply -n NS -f debugged.yaml',
  'debug -n NS',
  'debug -n NS debugged',
  'debug -n NS debugged --image=Bad_Image',
  'debug -n NS debugged --set-image=a=b',
  'debug -n NS debugged --set-image=ab --copy-to=x',
  'debug -n NS debugged --copy-to=x',
  'debug -n NS debugged --copy-to=x -- sh',
  'debug -n NS debugged --copy-to=x --image=a --target=app',
  'debug -n NS debugged -t --image=a',
  'debug -n NS debugged --attach',
  ...['--profile=x', '--replace', '--same-node', '--image-pull-policy=x', '--env=A', '--custom=nowhere'].map(
    (flag) => `${image} ${flag}`,
  ),
  `${image} --custom=named.yaml --profile=general`,
  'debug -n NS nothing --image=busybox --profile=general',
  'debug -n NS cm/kube-root-ca.crt --image=busybox --profile=general',
  'debug node/nothing --image=busybox',
  `${image} --profile=general -c one --target=app --env=A=1 -- sleep 1`,
  `${image} --profile=restricted -c two -q --image-pull-policy=Never --arguments-only -- sleep 1`,
  `${image} --profile=general -c three --custom=root.yaml`,
  'debug -n NS -f debugged.yaml --image=busybox --profile=baseline -c four',
  'get -n NS pod debugged -o jsonpath={.spec.ephemeralContainers}',
  ...copies.map((profile) => `${image} --copy-to=${profile} --profile=${profile} -c new`),
  ...['legacy', 'general'].map(
    (profile) =>
      `${image} --copy-to=keep-${profile} --profile=${profile} -c new --keep-labels --keep-annotations --keep-liveness --keep-readiness --keep-startup --keep-init-containers=false`,
  ),
  'debug -n NS debugged --set-image=*=x,other=y --copy-to=images --profile=baseline -c app --share-processes=false -- a b',
  'debug -n NS debugged --set-image=*=x --copy-to=only --profile=sysadmin',
  'debug -n NS debugged --set-image=*=x --copy-to=same --profile=general --same-node --arguments-only -c other -- q',
  'debug -n NS same --image=busybox --copy-to=instead --profile=netadmin --replace -c new --custom=root.yaml',
  'get -n NS pods --sort-by={.metadata.name} -o jsonpath={.items[*].metadata.labels}{.items[*].spec.containers}',
  ...['general', 'baseline', 'restricted', 'netadmin', 'sysadmin', 'legacy'].map(
    (profile) => `debug -n NS node/node-1 --image=busybox --profile=${profile} -c ${profile} -- sleep 1`,
  ),
  'get -n NS pods --field-selector=spec.restartPolicy=Never --sort-by={.spec.containers[0].name} -o jsonpath={.items[*].spec}',
  'delete namespace NS --wait=false',
];
