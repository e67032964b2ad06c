import { type Deployment, isForbidden, type Pod, resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessCluster, startCluster } from './start-cluster.js';

const labels = { app: 'web' };
const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'main', image: 'host', command: ['sleep', '600'] }],
      },
    },
  },
};

describe('startCluster', () => {
  let cluster: InProcessCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
  });
  afterAll(() => cluster?.stop());

  it('runs a Deployment on its nodes', async () => {
    const { client } = cluster;
    const { metadata } = await client.resource(resources.deployments).create(deployment);
    const abort = new AbortController();
    const watch = client
      .resource(resources.deployments)
      .watch({ namespace: 'default', resourceVersion: metadata.resourceVersion ?? '' }, abort.signal);
    for await (const { object } of watch) {
      if ((object as Deployment).status?.readyReplicas === 3) break;
    }
    abort.abort();
    const pods = await client.resource(resources.pods).list({ namespace: 'default' });
    expect(pods.items.map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running']);
    expect(new Set(pods.items.map(({ spec }) => spec.nodeName)).size).toBe(2);
  });

  it('has a class of volumes that are folders', async () => {
    const { client } = cluster;
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    };
    const { metadata } = await client.resource(resources.persistentVolumeClaims).create(claim);
    await client.resource(resources.pods).create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'writer', namespace: 'default' },
      spec: {
        restartPolicy: 'Never',
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
        containers: [
          {
            name: 'main',
            image: 'host',
            command: ['sh', '-c', 'echo kept > /data/file'],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
      },
    });
    const abort = new AbortController();
    const watch = client
      .resource(resources.pods)
      .watch({ namespace: 'default', resourceVersion: metadata.resourceVersion ?? '' }, abort.signal);
    let phase: string | undefined;
    for await (const { object } of watch) {
      const pod = object as Pod;
      if (pod.metadata.name === 'writer') phase = pod.status?.phase;
      if (phase === 'Succeeded' || phase === 'Failed') break;
    }
    abort.abort();
    expect(phase).toBe('Succeeded');
    await client.resource(resources.pods).delete({ namespace: 'default', name: 'writer' });
  });

  it("shows Pods' logs, and proxies to what they listen on", async () => {
    const { client } = cluster;
    const program = "require('http').createServer((q, r) => r.end('hello')).listen(8080); console.log('up')";
    const readinessProbe = { tcpSocket: { port: 8080 } };
    const container = { name: 'main', image: 'host', command: [process.execPath, '-e', program], readinessProbe };
    const pods = client.resource(resources.pods);
    const metadata = { name: 'server', namespace: 'default' };
    const { metadata: created } = await pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [container] },
    });
    const abort = new AbortController();
    const from = { namespace: 'default', resourceVersion: created.resourceVersion ?? '' };
    for await (const { object } of pods.watch(from, abort.signal)) {
      const { metadata: seen, status } = object as Pod;
      if (seen.name === 'server' && status?.containerStatuses?.[0]?.ready) break;
    }
    abort.abort();
    const get = async (path: string) =>
      (await client.raw({ method: 'GET', path: `/api/v1/namespaces/default/pods/${path}` })).text();
    expect(await get('server:8080/proxy/')).toBe('hello');
    expect(await get('server/log')).toBe('up\n');
  });

  it('asks RBAC about everybody else', async () => {
    const stranger = cluster.clientOf({ name: 'stranger', groups: ['system:authenticated'] });
    const refused = await stranger
      .resource(resources.secrets)
      .list({ namespace: 'default' })
      .catch((error: unknown) => error);
    expect(isForbidden(refused)).toBe(true);
  });
});
