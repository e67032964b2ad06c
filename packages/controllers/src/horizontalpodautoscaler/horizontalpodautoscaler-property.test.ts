import { type Deployment, keyOf, resources, seededRandom, systemClock, TestClock } from '@sampan/api';
import { createInformer, type Informer } from '@sampan/client';
import { afterEach, expect, it } from 'vitest';
import { deployment, node, template } from '../testing/samples.js';
import { simulateAgents } from '../testing/simulated-agents.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { untilHolds } from '../testing/until-holds.js';
import { whileTimePasses } from '../testing/while-time-passes.js';

const key = { namespace: 'default', name: 'web' };
const bounds = { min: 2, max: 9 };
const perPod = 0.5;

let clock: TestClock;
let cluster: TestCluster;
let targets: Informer<Deployment>;
afterEach(async () => {
  await targets.stop();
  await whileTimePasses(clock, cluster.stop());
});

/** A Deployment of Pods that ask for a core each, and an autoscaler that wants half of it used. */
async function createTarget(): Promise<void> {
  const { metadata, spec } = template('web');
  const containers = [{ name: 'main', image: 'one', resources: { requests: { cpu: '1' } } }];
  const pods = { metadata, spec: { ...spec, nodeName: 'node-1', containers } };
  const { client } = cluster;
  await client.resource(resources.nodes).create(node('node-1'));
  await client.resource(resources.deployments).create(deployment('web', { template: pods as never, replicas: 5 }));
  const policies = [{ type: 'Pods', value: 2, periodSeconds: 15 }];
  await client.resource(resources.horizontalPodAutoscalers).create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: key,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      ...{ minReplicas: bounds.min, maxReplicas: bounds.max },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies },
        scaleDown: { stabilizationWindowSeconds: 60, selectPolicy: 'Max', policies },
      },
    },
  });
}

it.each([1, 2, 3])(
  'keeps its bounds and its rates, and gets where it should, whatever happens (seed %d)',
  async (seed) => {
    const random = seededRandom(seed);
    clock = new TestClock(Date.UTC(2026, 0, 1));
    const agents = simulateAgents(clock);
    const controllers = ['horizontal-pod-autoscaler', 'deployment', 'replicaset', 'serviceaccount'];
    cluster = await startTestCluster({ controllers, clock, server: { nodes: agents.connector } });
    const { client } = cluster;
    agents.follow(client);
    cluster.runPods();
    targets = createInformer(client, resources.deployments, { clock: systemClock });
    const sizes: number[] = [];
    targets.subscribe({
      added: ({ spec }) => sizes.push(spec.replicas ?? 0),
      updated: ({ spec }, old) => {
        if (spec.replicas !== old.spec.replicas) sizes.push(spec.replicas ?? 0);
      },
    });
    targets.start();
    await targets.synced;
    await createTarget();

    for (let round = 0; round < 5; round++) {
      const load = random.below(60) / 10;
      agents.use(load);
      if (random.chance(0.3)) await whileTimePasses(clock, cluster.restartControllers());
      if (random.chance(0.3)) {
        const { items } = await client.resource(resources.pods).list({ namespace: 'default' });
        if (items.length > 0) await client.resource(resources.pods).delete(keyOf(random.pick(items)));
      }
      // What is within a tenth of what it should be stays.
      const isRight = (replicas: number) => {
        const ideal = Math.min(Math.max(Math.ceil(load / perPod), bounds.min), bounds.max);
        const ratio = load / (perPod * replicas);
        return replicas === ideal || (ratio >= 0.89 && ratio <= 1.11);
      };
      const settled = () =>
        targets.lister.list().some(({ spec, status }) => {
          const replicas = spec.replicas ?? 0;
          return isRight(replicas) && (status?.readyReplicas ?? 0) === replicas;
        });
      await whileTimePasses(clock, untilHolds([targets as never], settled));
    }
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(bounds.min);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(bounds.max);
    const steps = sizes.slice(1).map((size, index) => Math.abs(size - (sizes[index] ?? size)));
    expect(Math.max(0, ...steps)).toBeLessThanOrEqual(2);
  },
);
