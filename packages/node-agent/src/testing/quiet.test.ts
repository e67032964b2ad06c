import { resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node.stop());

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data: {},
};
const key = { namespace: 'default', name: 'settings' };

/**
 * What an agent that has nothing else to do asks for while it runs another pod from beginning to end: leases and waits, but
 * no end of them. However busy the machine is, a worker that runs in circles does so many times meanwhile.
 */
async function activity(): Promise<{ timers: number; requests: number }> {
  const name = `beside-${++besides}`;
  const before = { timers: node.timersSet(), requests: node.requests().length };
  await node.run(name, { restartPolicy: 'Never', containers: [shell('exit 0')] });
  await node.until(name, (pod) => pod?.status?.phase === 'Succeeded');
  await node.remove(name);
  const requests = node.requests().slice(before.requests);
  return {
    timers: node.timersSet() - before.timers,
    requests: requests.filter((request) => !request.includes(name) && !request.includes('/events')).length,
  };
}

let besides = 0;

/** Each of these once made a worker run in circles, or could have. */
describe('an agent that has nothing to do', () => {
  it('is quiet while a deaf program uses up its grace, even after a step has failed', async () => {
    await node.client.resource(resources.configMaps).create(configMap);
    await node.run('deaf', {
      terminationGracePeriodSeconds: 600,
      containers: [
        shell(`trap '' TERM; echo deaf; while :; do sleep 0.5; done`, {
          volumeMounts: [{ name: 'c', mountPath: '/etc/c' }],
        }),
      ],
      volumes: [{ name: 'c', configMap: { name: 'settings' } }],
    });
    await node.logged('deaf', 'deaf');
    // The files cannot be brought up to date any more: that step fails, now and later.
    await node.client.resource(resources.configMaps).delete(key);
    await node.event('deaf', 'FailedMount');
    await node.client.resource(resources.pods).delete({ namespace: 'default', name: 'deaf' });
    await node.event('deaf', 'Killing');
    const { timers, requests } = await activity();
    expect(timers).toBeLessThan(50);
    expect(requests).toBeLessThan(10);
    await node.client
      .resource(resources.pods)
      .delete({ namespace: 'default', name: 'deaf' }, { gracePeriodSeconds: 0 });
  });

  it('is quiet about a pod whose last words cannot be read', async () => {
    await node.run('odd', {
      restartPolicy: 'Never',
      containers: [shell('rm /dev/termination-log; mkdir /dev/termination-log; exec sleep 1000')],
    });
    await node.until('odd', isRunning);
    await node.remove('odd');
    expect((await activity()).timers).toBeLessThan(50);
  });

  it('is quiet about a pod that its finalizer keeps', async () => {
    await node.client.resource(resources.pods).create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'kept', namespace: 'default', finalizers: ['example.com/keep'] },
      spec: { nodeName: 'node-1', terminationGracePeriodSeconds: 1, containers: [shell('exec sleep 1000')] },
    });
    await node.until('kept', isRunning);
    await node.client.resource(resources.pods).delete({ namespace: 'default', name: 'kept' });
    await node.until('kept', (pod) => pod?.metadata.deletionGracePeriodSeconds === 0);
    expect((await activity()).requests).toBeLessThan(10);
    const body = { metadata: { finalizers: null } };
    await node.client.resource(resources.pods).patch({ namespace: 'default', name: 'kept' }, { type: 'merge', body });
    await node.until('kept', (pod) => pod === undefined);
  });
});
