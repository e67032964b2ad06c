import {
  type CoreV1Event,
  type Deployment,
  findCondition,
  type PodSpec,
  resources,
  type StatefulSet,
  TestClock,
  type V2HorizontalPodAutoscaler,
  type V2HorizontalPodAutoscalerSpec,
  type V2MetricSpec,
} from '@sampan/api';
import { afterEach, expect, it } from 'vitest';
import { deployment, node, statefulSet, template } from '../testing/samples.js';
import { type SimulatedAgents, simulateAgents } from '../testing/simulated-agents.js';
import { startTestCluster, type TestCluster, type TestClusterSettings } from '../testing/test-cluster.js';
import { whileTimePasses } from '../testing/while-time-passes.js';

const key = { namespace: 'default', name: 'web' };
const controllers = ['horizontal-pod-autoscaler', 'deployment', 'replicaset', 'serviceaccount', 'statefulset'];

let clock: TestClock;
let cluster: TestCluster;
let agents: SimulatedAgents;
afterEach(() => whileTimePasses(clock, cluster.stop()));

async function start(settings: TestClusterSettings = {}): Promise<void> {
  clock = new TestClock(Date.UTC(2026, 0, 1));
  agents = simulateAgents(clock);
  cluster = await startTestCluster({ controllers, clock, server: { nodes: agents.connector }, ...settings });
  agents.follow(cluster.client);
  cluster.runPods();
  await cluster.client.resource(resources.nodes).create(node('node-1'));
}

/** Pods whose one container asks for a core, unless it is told something else. */
function podTemplate(requests: Record<string, string> | undefined = { cpu: '1' }) {
  const { metadata, spec } = template('web');
  const containers = (spec as PodSpec).containers.map((each) => ({ ...each, resources: { requests } }));
  return { metadata, spec: { ...spec, nodeName: 'node-1', containers } } as Deployment['spec']['template'];
}

const cpu = (averageUtilization: number): V2MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

function autoscaler(spec: Partial<V2HorizontalPodAutoscalerSpec> = {}): V2HorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: key,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      ...{ minReplicas: 1, maxReplicas: 6, metrics: [cpu(50)] },
      ...spec,
    },
  };
}

const create = (object: V2HorizontalPodAutoscaler) =>
  cluster.client.resource(resources.horizontalPodAutoscalers).create(object);
const createDeployment = (spec: Partial<Deployment['spec']> = {}) =>
  cluster.client
    .resource(resources.deployments)
    .create(deployment('web', { template: podTemplate(), replicas: 1, ...spec }));

/** Waits, while time passes, until the target is as large as that and all of it is ready. */
const untilSize = (replicas: number) =>
  whileTimePasses(
    clock,
    cluster.until(
      resources.deployments,
      key,
      (object) => object?.spec.replicas === replicas && (object.status?.readyReplicas ?? 0) === replicas,
    ),
  );

const untilAutoscaler = (holds: (object: V2HorizontalPodAutoscaler) => boolean) =>
  whileTimePasses(
    clock,
    cluster.until(resources.horizontalPodAutoscalers, key, (object) => object !== undefined && holds(object)),
  );

/** Waits for an event with `reason`. */
async function untilEvent(reason: string): Promise<CoreV1Event | undefined> {
  const isIt = (event: CoreV1Event) => event.reason === reason && event.involvedObject.name === 'web';
  const events = await whileTimePasses(
    clock,
    cluster.untilAll(resources.events, (all) => all.some(isIt)),
  );
  return events.find(isIt);
}

const reasonOf = (object: V2HorizontalPodAutoscaler | undefined, type: string) =>
  findCondition(object?.status?.conditions, type)?.reason;

it('follows the use of CPU time, up and down', async () => {
  await start();
  agents.use(2);
  await createDeployment();
  const policies = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
  const behavior = { scaleDown: { stabilizationWindowSeconds: 30, selectPolicy: 'Max', policies } };
  await create(autoscaler({ behavior }));
  await untilSize(4);
  const object = await untilAutoscaler(
    ({ status }) => status?.currentMetrics?.[0]?.resource?.current.averageUtilization === 50,
  );
  expect(object?.status).toMatchObject({ currentReplicas: 4, desiredReplicas: 4, lastScaleTime: expect.any(String) });
  expect(reasonOf(object, 'ScalingActive')).toBe('ValidMetricFound');
  expect(await untilEvent('SuccessfulRescale')).toMatchObject({
    source: { component: 'horizontal-pod-autoscaler' },
    message: expect.stringContaining('reason: cpu resource utilization (percentage of request) above target'),
  });
  agents.use(10);
  await untilSize(6);
  await untilAutoscaler((each) => reasonOf(each, 'ScalingLimited') === 'TooManyReplicas');
  agents.use(0.3);
  await untilSize(1);
});

it('waits before it makes its target smaller, as the flag says', async () => {
  await start({ autoscaling: { downscaleStabilization: 120_000 } });
  agents.use(2);
  await createDeployment({ replicas: 4 });
  await create(autoscaler());
  await untilSize(4);
  agents.use(0.2);
  const since = clock.now();
  await untilAutoscaler((object) => reasonOf(object, 'AbleToScale') === 'ScaleDownStabilized');
  await untilSize(1);
  expect(clock.now() - since).toBeGreaterThan(100_000);
});

it('scales whatever has a size, by one of its containers', async () => {
  await start();
  agents.use(1.5);
  const set: StatefulSet = statefulSet('web', { template: podTemplate(), replicas: 1 });
  await cluster.client.resource(resources.statefulSets).create(set);
  const target = { type: 'AverageValue', averageValue: '500m' };
  await create(
    autoscaler({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' },
      metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'main', target } }],
    }),
  );
  await whileTimePasses(
    clock,
    cluster.until(resources.statefulSets, key, (object) => object?.status?.readyReplicas === 3),
  );
});

it('keeps its bounds at once, and leaves alone what was made empty', async () => {
  await start();
  await createDeployment({ replicas: 9 });
  await create(autoscaler());
  await untilSize(6);
  await cluster.client.resource(resources.deployments).patch(key, { type: 'merge', body: { spec: { replicas: 0 } } });
  const object = await untilAutoscaler((each) => reasonOf(each, 'ScalingActive') === 'ScalingDisabled');
  expect(object?.status?.desiredReplicas).toBe(0);
});

it('says what is wrong, and goes on when it is not any more', async () => {
  await start();
  agents.use(1);
  await create(autoscaler());
  const object = await untilAutoscaler((each) => reasonOf(each, 'AbleToScale') === 'FailedGetScale');
  expect(findCondition(object?.status?.conditions, 'AbleToScale')?.message).toContain('"web" not found');
  await createDeployment({ template: podTemplate({}) });
  await untilAutoscaler((each) => reasonOf(each, 'ScalingActive') === 'FailedGetResourceMetric');
  expect((await untilEvent('FailedComputeMetricsReplicas'))?.message).toMatch(
    /^invalid metrics \(1 invalid out of 1\), first error is: failed to get cpu resource metric value: failed to get cpu utilization: /,
  );
  const body = { spec: { template: podTemplate() } };
  await cluster.client.resource(resources.deployments).patch(key, { type: 'strategic', body });
  await untilSize(2);
});

it('knows what is not served', async () => {
  await start();
  await create(autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Balloon', name: 'web' } }));
  expect((await untilEvent('FailedGetScale'))?.message).toBe('no matches for kind "Balloon" in group "apps"');
});

it('does not share Pods with another', async () => {
  await start();
  agents.use(1);
  await createDeployment();
  await create(autoscaler());
  await untilSize(2);
  const other = autoscaler();
  await create({ ...other, metadata: { namespace: 'default', name: 'other' } });
  const object = await untilAutoscaler((each) => reasonOf(each, 'ScalingActive') === 'AmbiguousSelector');
  expect(findCondition(object?.status?.conditions, 'ScalingActive')?.message).toBe(
    'pods by selector app=web are controlled by multiple HPAs: [{other default} {web default}]',
  );
});

it('has no metrics that nobody serves', async () => {
  await start();
  await createDeployment();
  const metric = { name: 'qps' };
  await create(
    autoscaler({
      metrics: [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '1' } } }],
    }),
  );
  expect((await untilEvent('FailedGetPodsMetric'))?.message).toBe(
    'unable to get metric qps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  );
});
