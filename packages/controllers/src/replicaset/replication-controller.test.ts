import { isPodReady, type ReplicationController, resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

const key = { namespace: 'default', name: 'web' };
const labels = { app: 'web' };
const controller: ReplicationController = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: key,
  spec: { replicas: 2, template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'one' }] } } },
};

describe('a ReplicationController', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    cluster.runPods();
  });
  afterAll(() => cluster.stop());

  it('keeps its Pods, and counts them', async () => {
    const { client } = cluster;
    const { metadata, spec } = await client.resource(resources.replicationControllers).create(controller);
    expect({ selector: spec?.selector, labels: metadata.labels }).toEqual({ selector: labels, labels });
    const pods = await cluster.untilAll(resources.pods, (all) => all.filter(isPodReady).length === 2);
    expect(pods[0]?.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'v1', kind: 'ReplicationController', uid: metadata.uid, controller: true },
    ]);
    await client.resource(resources.pods).delete({ namespace: 'default', name: pods[0]?.metadata.name ?? '' });
    await cluster.untilAll(
      resources.pods,
      (all) => all.length === 2 && all.every((pod) => isPodReady(pod) && pod.metadata.uid !== pods[0]?.metadata.uid),
    );
    const counted = await cluster.until(
      resources.replicationControllers,
      key,
      (found) => found?.status?.availableReplicas === 2,
    );
    expect(counted?.status).toEqual({
      ...{ replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 },
    });
  });

  it('leaves its Pods behind when it is deleted without a word about them', async () => {
    await cluster.client.resource(resources.replicationControllers).delete(key);
    await cluster.until(resources.replicationControllers, key, (found) => found === undefined);
    const pods = await cluster.untilAll(resources.pods, (all) =>
      all.every(({ metadata }) => (metadata.ownerReferences ?? []).length === 0),
    );
    expect(pods).toHaveLength(2);
  });
});
