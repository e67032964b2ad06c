/** The path of a collection in a namespace. */
export function collection(plural: 'configmaps' | 'pods', namespace: string): string {
  return `/api/v1/namespaces/${namespace}/${plural}`;
}

/** A ConfigMap with 1 KiB of data. */
export function configMap(name: string, data: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { ...data, payload } });
}

const payload = 'abcdefghijklmnop'.repeat(64);

/** Makes Pods, by number. */
export type PodFactory = (index: number) => PodManifest;

export interface PodManifest {
  readonly name: string;
  readonly body: string;
}

/** How many values the label `shard` has among Pods. */
export const shards = 100;

/** As a Deployment would make it: two containers with environment, resources, probes and volumes. No scheduler takes it. */
export function pod(index: number, padding: string): PodManifest {
  const name = `web-5f7c9d8b6d-${String(index).padStart(6, '0')}`;
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { app: 'web', shard: String(index % shards), 'pod-template-hash': '5f7c9d8b6d' },
      annotations: { padding },
    },
    spec: {
      schedulerName: 'nobody',
      containers: [container('web', 8080), container('sidecar', 9090)],
      volumes: [
        { name: 'config', configMap: { name: 'web' } },
        { name: 'scratch', emptyDir: {} },
      ],
    },
  };
  return { name, body: JSON.stringify(manifest) };
}

function container(name: string, port: number) {
  return {
    name,
    image: `example/${name}:1.2.3`,
    ports: [{ name, containerPort: port }],
    env: [
      { name: 'PORT', value: String(port) },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: name }, periodSeconds: 5 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/web' },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
}
