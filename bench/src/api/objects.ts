import type { Connection } from './connection.js';
import { isSuccess } from './load.js';

export const namespace = 'bench';
export const configMaps = collection('configmaps');
export const pods = collection('pods');

/** The path of a collection in {@link namespace}, or in another one. */
export function collection(plural: 'configmaps' | 'pods', inNamespace = namespace): string {
  return `/api/v1/namespaces/${inNamespace}/${plural}`;
}

export function namespaceManifest(name: string): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** A ConfigMap with 1 KiB of data. */
export function configMap(name: string, data: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { ...data, payload: kibibyte },
  });
}

const kibibyte = 'abcdefghijklmnop'.repeat(64);

/** Makes Pods that no scheduler takes, labelled with one of 100 shards. */
export type PodFactory = (index: number) => { name: string; body: string };

/** Pods that are of so many bytes as the server answers them, its own fields included. */
export async function podsOf(bytes: number, connection: Connection): Promise<PodFactory> {
  const answer = await connection.send({ method: 'POST', path: `${pods}?dryRun=All`, body: pod(0, '') });
  isSuccess(answer);
  const padding = 'x'.repeat(Math.max(0, bytes - answer.body.length));
  return (index) => ({ name: podName(index), body: pod(index, padding) });
}

export const shards = 100;

function podName(index: number): string {
  return `web-5f7c9d8b6d-${String(index).padStart(6, '0')}`;
}

/** As a Deployment would make it: two containers with environment, resources, probes and volumes. */
function pod(index: number, padding: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(index),
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
  });
}

function container(name: string, port: number) {
  return {
    name,
    image: `registry.example/${name}:1.2.3`,
    ports: [{ name: 'http', containerPort: port }],
    env: [
      { name: 'PORT', value: String(port) },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/web' },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
}
