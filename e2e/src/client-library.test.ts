import path from 'node:path';
import { AppsV1Api, CoreV1Api, KubeConfig, type V1ConfigMap, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';

/** The official JavaScript client, unchanged, with the kubeconfig that `up` wrote. */
describe('@kubernetes/client-node', () => {
  let cluster: TestCluster;
  const config = new KubeConfig();
  beforeAll(async () => {
    cluster = await startTestCluster();
    config.loadFromFile(path.join(cluster.home, 'kubeconfig'));
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('creates, watches and deletes', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const seen: string[] = [];
    const request = await new Watch(config).watch(
      '/api/v1/namespaces/default/configmaps',
      { labelSelector: 'library=yes' },
      (type, object: V1ConfigMap) => seen.push(`${type} ${object.metadata?.name}`),
      () => {},
    );
    const metadata = { name: 'from-library', labels: { library: 'yes' } };
    await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata, data: { a: 'b' } } });
    const read = await core.readNamespacedConfigMap({ namespace: 'default', name: 'from-library' });
    expect(read.data).toEqual({ a: 'b' });
    await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'from-library' });
    await eventually(() => expect(seen).toEqual(['ADDED from-library', 'DELETED from-library']));
    request.abort();
  });

  it('runs a Deployment and reads its scale', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const labels = { app: 'library' };
    await apps.createNamespacedDeployment({
      namespace: 'default',
      body: {
        metadata: { name: 'library' },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'hello' }] } },
        },
      },
    });
    await eventually(async () => {
      const { status } = await apps.readNamespacedDeployment({ namespace: 'default', name: 'library' });
      expect(status?.readyReplicas).toBe(2);
    });
    const scale = await apps.readNamespacedDeploymentScale({ namespace: 'default', name: 'library' });
    expect(scale.spec?.replicas).toBe(2);
  });
});
