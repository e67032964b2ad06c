import { type Deployment, isForbidden, resources } from '@sampan/api';
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

  it('asks RBAC about everybody else', async () => {
    const stranger = cluster.clientOf({ name: 'stranger', groups: ['system:authenticated'] });
    const refused = await stranger
      .resource(resources.secrets)
      .list({ namespace: 'default' })
      .catch((error: unknown) => error);
    expect(isForbidden(refused)).toBe(true);
  });
});
