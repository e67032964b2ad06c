import { type Deployment, findCondition, type ReplicaSet, resources } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployment, template } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const key = { namespace: 'default', name: 'web' };
const deployments = () => cluster.client.resource(resources.deployments);

const isComplete = (object: Deployment | undefined): boolean => {
  const { replicas = 0, updatedReplicas, availableReplicas, observedGeneration } = object?.status ?? {};
  const wanted = object?.spec.replicas;
  const isCurrent = observedGeneration === object?.metadata.generation;
  return (
    object !== undefined &&
    isCurrent &&
    replicas === wanted &&
    updatedReplicas === wanted &&
    availableReplicas === wanted
  );
};

const complete = (revision: string) =>
  cluster.until(
    resources.deployments,
    key,
    (object) => isComplete(object) && object?.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision,
  );

async function change(spec: Partial<Deployment['spec']>): Promise<void> {
  await deployments().patch(key, { type: 'merge', body: { spec } });
}

async function replicaSets(): Promise<Record<string, number | undefined>> {
  const { items } = await cluster.client.resource(resources.replicaSets).list(key);
  const image = ({ spec }: ReplicaSet): string => spec?.template?.spec?.containers[0]?.image ?? '';
  return Object.fromEntries(items.map((item) => [image(item), item.spec?.replicas]));
}

async function messages(reason: string): Promise<string[]> {
  const events = await cluster.untilAll(resources.events, (all) => all.some((event) => event.reason === reason));
  return events.filter((event) => event.reason === reason).map(({ message = '' }) => message);
}

describe('a Deployment', () => {
  it('runs, rolls to a new template, and rolls back to the old ReplicaSet', async () => {
    cluster.runPods();
    await deployments().create(deployment('web'));
    const first = await complete('1');
    expect(findCondition(first?.status?.conditions, 'Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
    });
    expect(await messages('ScalingReplicaSet')).toEqual([
      expect.stringMatching(/^Scaled up replica set web-\w+ from 0 to 3$/),
    ]);

    await change({ template: template('web', 'two') });
    const second = await complete('2');
    const progressing = findCondition(second?.status?.conditions, 'Progressing');
    expect(progressing?.reason).toBe('NewReplicaSetAvailable');
    expect(progressing?.message).toMatch(/^ReplicaSet "web-\w+" has successfully progressed\.$/);
    expect(await replicaSets()).toEqual({ one: 0, two: 3 });

    await change({ template: template('web', 'one') });
    await complete('3');
    expect(await replicaSets()).toEqual({ one: 3, two: 0 });
    const { items } = await cluster.client.resource(resources.replicaSets).list(key);
    const current = items.find(({ spec }) => spec?.replicas === 3);
    expect(current?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    });
  });

  it('scales in proportion while a rollout is stuck', async () => {
    await deployments().create(
      deployment('web', {
        replicas: 10,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
      }),
    );
    await cluster.until(resources.deployments, key, (object) => object?.status?.replicas === 10);
    await change({ template: template('web', 'two') });
    await cluster.until(resources.deployments, key, (object) => object?.status?.updatedReplicas === 5);
    await change({ replicas: 15 });
    await cluster.until(resources.deployments, key, (object) => object?.status?.replicas === 18);
    expect(Object.values(await replicaSets()).reduce((sum = 0, count = 0) => sum + count, 0)).toBe(18);
  });

  it('does nothing to templates while it is paused, and goes on when it is resumed', async () => {
    cluster.runPods();
    await deployments().create(deployment('web'));
    await complete('1');
    await change({ paused: true, template: template('web', 'two'), replicas: 4 });
    await cluster.until(resources.deployments, key, (object) => object?.status?.availableReplicas === 4);
    const paused = await deployments().get(key);
    expect(findCondition(paused.status?.conditions, 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
    expect(await replicaSets()).toEqual({ one: 4 });
    await change({ paused: false });
    await complete('2');
    expect(await replicaSets()).toEqual({ one: 0, two: 4 });
  });

  it('recreates: no Pod of the new template before the last of the old has ended', async () => {
    cluster.runPods();
    await deployments().create(deployment('web', { strategy: { type: 'Recreate' } }));
    await complete('1');
    await change({ template: template('web', 'two') });
    await complete('2');
    expect(await messages('ScalingReplicaSet')).toEqual([
      expect.stringMatching(/up .* from 0 to 3$/),
      expect.stringMatching(/down .* from 3 to 0$/),
      expect.stringMatching(/up .* from 0 to 3$/),
    ]);
  });

  it('keeps as much history as it is told to', async () => {
    cluster.runPods();
    await deployments().create(deployment('web', { replicas: 1, revisionHistoryLimit: 1 }));
    await complete('1');
    for (const [index, image] of ['two', 'three', 'four'].entries()) {
      await change({ template: template('web', image) });
      await complete(String(index + 2));
    }
    await cluster.untilAll(resources.replicaSets, (all) => all.length === 2);
    expect(await replicaSets()).toEqual({ three: 0, four: 1 });
  });

  it('adopts a ReplicaSet that its selector selects, when its owner let it go', async () => {
    cluster.runPods();
    await deployments().create(deployment('web'));
    await complete('1');
    await deployments().delete(key, { propagationPolicy: 'Orphan' });
    const orphans = await cluster.untilAll(
      resources.replicaSets,
      ([first]) => (first?.metadata.ownerReferences ?? []).length === 0,
    );
    await cluster.untilAll(resources.deployments, (all) => all.length === 0);
    const created = await deployments().create(deployment('web'));
    const adopted = await cluster.untilAll(
      resources.replicaSets,
      ([first]) => first?.metadata.ownerReferences?.[0]?.uid === created.metadata.uid,
    );
    expect(adopted.map(({ metadata }) => metadata.uid)).toEqual(orphans.map(({ metadata }) => metadata.uid));
    await complete('1');
  });
});
