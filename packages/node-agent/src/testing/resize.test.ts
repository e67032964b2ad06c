import { availableParallelism } from 'node:os';
import { type Pod, type ResourceRequirements, resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node.stop());

const cpu = (amount: string): ResourceRequirements => ({ requests: { cpu: amount } });
const all = String(availableParallelism());
const resize = (name: string, amount: ResourceRequirements, container = 'main') =>
  node.client
    .resource(resources.pods)
    .patch(
      { namespace: 'default', name },
      { type: 'strategic', body: { spec: { containers: [{ name: container, resources: amount }] } } },
      { subresource: 'resize' },
    );
const conditionOf = (pod: Pod | undefined, type: string) => pod?.status?.conditions?.find((each) => each.type === type);
const isSettled = (pod: Pod | undefined) =>
  isRunning(pod) &&
  pod?.status?.observedGeneration === pod?.metadata.generation &&
  conditionOf(pod, 'PodResizeInProgress') === undefined &&
  pod?.status?.containerStatuses?.every(({ state }) => state?.running !== undefined) === true;

/** The program says when it is ready to be ended, and waits for that. */
const waiting = (rest: Parameters<typeof shell>[1] = {}) =>
  shell("trap 'exit 0' TERM; echo ready; sleep 1000 & wait", rest);

describe('other resources for a running pod', () => {
  it('are told of, and its containers run on', async () => {
    await node.run('plain', { containers: [waiting({ resources: cpu('10m') })] });
    await node.until('plain', isRunning);
    await resize('plain', cpu('20m'));
    const pod = await node.until(
      'plain',
      (each) => isSettled(each) && each?.status?.containerStatuses?.[0]?.allocatedResources?.cpu === '20m',
    );
    expect(pod?.status).toMatchObject({
      allocatedResources: { cpu: '20m' },
      containerStatuses: [{ restartCount: 0, resources: cpu('20m') }],
    });
    expect((await node.event('plain', 'ResizeStarted')).message).toBe(
      'Pod resize started: {"containers":[{"name":"main","resources":{"requests":{"cpu":"20m"}}}],"generation":2}',
    );
    expect((await node.event('plain', 'ResizeCompleted')).message).toMatch(/^Pod resize completed: /);
    await node.remove('plain');
  });

  it('restart a container whose policy says so, though it would not be started again', async () => {
    const resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    const container = waiting({ resources: cpu('10m'), resizePolicy });
    await node.run('again', { containers: [container], restartPolicy: 'OnFailure' });
    await node.logged('again', 'ready');
    await resize('again', cpu('20m'));
    const pod = await node.until(
      'again',
      (each) => isSettled(each) && each?.status?.containerStatuses?.[0]?.restartCount === 1,
    );
    expect(pod?.status?.containerStatuses?.[0]).toMatchObject({
      resources: cpu('20m'),
      lastState: { terminated: { exitCode: 0 } },
    });
    expect((await node.event('again', 'Killing')).message).toBe('Container main resize requires restart');
    await node.remove('again');
  });

  it('are never given where the node is too small', async () => {
    await node.run('big', { containers: [waiting({ resources: cpu('10m') })] });
    await node.until('big', isRunning);
    await resize('big', cpu('1000'));
    const refused = await node.until('big', (pod) => conditionOf(pod, 'PodResizePending') !== undefined);
    expect(conditionOf(refused, 'PodResizePending')).toMatchObject({
      reason: 'Infeasible',
      message: `Node didn't have enough capacity: cpu, requested: 1000000, capacity: ${all}000`,
      observedGeneration: 2,
    });
    expect(refused?.status?.containerStatuses).toMatchObject([
      { resources: cpu('10m'), allocatedResources: { cpu: '10m' } },
    ]);
    // An agent that starts anew has not given it either.
    await node.restartAgent();
    await resize('big', cpu('10m'));
    const reverted = await node.until('big', (pod) => conditionOf(pod, 'PodResizePending') === undefined);
    expect(reverted?.status?.containerStatuses).toMatchObject([{ resources: cpu('10m'), restartCount: 0 }]);
    await node.remove('big');
  });

  it('wait until others give something back', async () => {
    await node.run('first', { containers: [waiting({ resources: cpu(all) })] });
    await node.run('second', { containers: [waiting({ resources: cpu('10m') })] });
    await Promise.all(['first', 'second'].map((name) => node.until(name, isRunning)));
    await resize('second', cpu('500m'));
    const deferred = await node.until('second', (pod) => conditionOf(pod, 'PodResizePending') !== undefined);
    expect(conditionOf(deferred, 'PodResizePending')).toMatchObject({ status: 'True', reason: 'Deferred' });
    await resize('first', cpu('10m'));
    const given = await node.until(
      'second',
      (pod) => isSettled(pod) && pod?.status?.containerStatuses?.[0]?.resources?.requests?.cpu === '500m',
    );
    expect(conditionOf(given, 'PodResizePending')).toBeUndefined();
    await Promise.all(['first', 'second'].map((name) => node.remove(name)));
  });
});
