import { type Pod, resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReady, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node.stop());

const restarts = (count: number) => (pod?: Awaited<ReturnType<TestNode['until']>>) =>
  (pod?.status?.containerStatuses?.[0]?.restartCount ?? 0) >= count;

describe('the life of a pod', () => {
  it('runs, is ready, and is gone when it was deleted', async () => {
    await node.run('simple', { containers: [shell('echo hello; exec sleep 1000')] });
    const pod = await node.until('simple', isReady);
    expect(pod?.status).toMatchObject({
      phase: 'Running',
      podIP: expect.stringMatching(/^127\./),
      containerStatuses: [{ name: 'main', ready: true, started: true, restartCount: 0, state: { running: {} } }],
    });
    expect(await node.logged('simple', 'hello\n')).toBe('hello\n');
    await node.remove('simple');
  });

  it('ends as its container did', async () => {
    await node.run('done', { restartPolicy: 'Never', containers: [shell('echo why > /dev/termination-log')] });
    await node.run('failed', { restartPolicy: 'Never', containers: [shell('exit 3')] });
    const done = await node.until('done', (pod) => pod?.status?.phase === 'Succeeded');
    expect(done?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
      message: 'why\n',
    });
    const failed = await node.until('failed', (pod) => pod?.status?.phase === 'Failed');
    expect(failed?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  it('runs what is added to look into it, once', async () => {
    await node.run('looked-into', { containers: [shell('exec sleep 1000')] });
    await node.until('looked-into', isReady);
    const key = { namespace: 'default', name: 'looked-into' };
    const ephemeralContainers = [shell('echo seen; exit 3', { name: 'look' })];
    const body = { spec: { ephemeralContainers } };
    await node.client
      .resource(resources.pods)
      .patch(key, { type: 'strategic', body }, { subresource: 'ephemeralcontainers' });
    const looked = (pod?: Pod) => pod?.status?.ephemeralContainerStatuses?.[0]?.state?.terminated !== undefined;
    const pod = await node.until('looked-into', looked);
    expect(pod?.status?.ephemeralContainerStatuses?.[0]).toMatchObject({
      name: 'look',
      restartCount: 0,
      state: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    expect(isReady(pod)).toBe(true);
    expect(await node.logged('looked-into', 'seen\n', 'container=look')).toBe('seen\n');
    await node.remove('looked-into');
  });

  it('restarts what ends, and waits after the second time', async () => {
    await node.run('crashing', { containers: [shell('exit 1')] });
    const waiting = (pod?: { status?: { containerStatuses?: { state?: { waiting?: { reason?: string } } }[] } }) =>
      pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff';
    const pod = await node.until('crashing', waiting);
    expect(pod?.status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 1 } },
      state: { waiting: { message: expect.stringContaining('back-off 10s restarting failed container=main') } },
    });
    expect((await node.event('crashing', 'BackOff')).message).toMatch(
      /^Back-off restarting failed container main in pod crashing_default\(/,
    );
    await node.remove('crashing');
  });

  it('runs init containers one after the other, and sidecars beside the others', async () => {
    await node.run('staged', {
      initContainers: [
        shell('echo one >> /shared/order', { name: 'one', volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }),
        shell('exec sleep 1000', { name: 'sidecar', restartPolicy: 'Always' }),
        shell('echo two >> /shared/order', { name: 'two', volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }),
      ],
      containers: [
        shell('cat /shared/order; exec sleep 1000', { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }),
      ],
      volumes: [{ name: 'shared', emptyDir: {} }],
    });
    const pod = await node.until('staged', isReady);
    expect(await node.logged('staged', 'two\n', 'container=main')).toBe('one\ntwo\n');
    expect(pod?.status?.initContainerStatuses?.map(({ name, state }) => [name, Object.keys(state ?? {})])).toEqual([
      ['one', ['terminated']],
      ['sidecar', ['running']],
      ['two', ['terminated']],
    ]);
    await node.remove('staged');
  });

  it('stops sidecars when the others are done', async () => {
    await node.run('job', {
      restartPolicy: 'Never',
      initContainers: [shell('exec sleep 1000', { name: 'sidecar', restartPolicy: 'Always' })],
      containers: [shell('exit 0')],
    });
    const pod = await node.until('job', (object) => object?.status?.phase === 'Succeeded');
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
    await node.until('job', (object) => object?.status?.initContainerStatuses?.[0]?.state?.terminated !== undefined);
  });

  it('gives a program its grace, then kills it', async () => {
    await node.run('polite', {
      restartPolicy: 'Never',
      containers: [shell(`trap 'echo bye; exit 0' TERM; echo on; while :; do sleep 0.05; done`)],
    });
    await node.run('deaf', {
      terminationGracePeriodSeconds: 0,
      containers: [shell(`trap '' TERM; echo on; while :; do sleep 0.05; done`)],
    });
    await node.logged('polite', 'on');
    await node.logged('deaf', 'on');
    const { client } = node;
    const heard = node.until('polite', (pod) => pod?.status?.phase === 'Succeeded' || pod === undefined);
    await client.resource(resources.pods).delete({ namespace: 'default', name: 'polite' });
    await heard;
    await Promise.all([node.until('polite', (pod) => pod === undefined), node.remove('deaf')]);
  });

  it('is asked to end by the signal that it names', async () => {
    await node.run('signalled', {
      os: { name: 'linux' },
      hostname: 'db',
      restartPolicy: 'Never',
      containers: [
        shell(`trap 'exit 0' USR1; echo on $HOSTNAME; while :; do sleep 0.05; done`, {
          lifecycle: { stopSignal: 'SIGUSR1' },
        }),
      ],
    });
    expect(await node.logged('signalled', '\n')).toBe('on db\n');
    const pod = await node.until('signalled', isReady);
    expect(pod?.status?.containerStatuses?.[0]?.stopSignal).toBe('SIGUSR1');
    const ended = node.until('signalled', (object) => object?.status?.phase !== 'Running');
    const gone = node.remove('signalled');
    expect((await ended)?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
    await gone;
  });

  it('ends at its deadline', async () => {
    await node.run('late', { activeDeadlineSeconds: 1, containers: [shell('exec sleep 1000')] });
    const pod = await node.until('late', (object) => object?.status?.phase === 'Failed');
    expect(pod?.status).toMatchObject({ reason: 'DeadlineExceeded' });
    expect((await node.event('late', 'DeadlineExceeded')).message).toBe(
      'Pod was active on the node longer than the specified deadline',
    );
  });

  it('restarts what was killed, and what fails its liveness probe', async () => {
    const livenessProbe = {
      exec: { command: ['test', '!', '-e', '/data/sick'] },
      periodSeconds: 1,
      failureThreshold: 1,
    };
    await node.run('probed', {
      containers: [
        shell('sleep 0.2; touch /data/sick; exec sleep 1000', {
          livenessProbe,
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        }),
      ],
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    await node.until('probed', restarts(1));
    expect((await node.event('probed', 'Killing')).message).toBe(
      'Container main failed liveness probe, will be restarted',
    );
    await node.remove('probed');
  });

  it('restarts all containers, init containers first, where a rule says so', async () => {
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    await node.run('anew', {
      restartPolicy: 'Never',
      initContainers: [
        shell('echo init >> /data/order', { name: 'init', volumeMounts }),
        shell(
          'test -e /data/again && exec sleep 1000; touch /data/again; until test -e /data/stop; do sleep 0.05; done; exit 88',
          {
            name: 'watcher',
            restartPolicy: 'Always',
            restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } }],
            volumeMounts,
          },
        ),
      ],
      containers: [
        shell('echo main >> /data/order; ls /data/hook 2>&1; touch /data/stop; cat /data/order; exec sleep 1000', {
          volumeMounts,
          lifecycle: { preStop: { exec: { command: ['touch', '/data/hook'] } } },
        }),
      ],
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    const pod = await node.until('anew', (object) => isReady(object) && restarts(1)(object));
    expect(pod?.status).toMatchObject({
      phase: 'Running',
      initContainerStatuses: [
        { name: 'init', restartCount: 1 },
        { name: 'watcher', restartCount: 1, lastState: { terminated: { exitCode: 88 } } },
      ],
      containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 137 } } }],
    });
    expect(pod?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'AllContainersRestarting', status: 'False' }),
    );
    expect(await node.logged('anew', 'init\nmain\ninit\nmain\n', 'container=main')).toMatch(/^ls: .*hook/);
    await node.remove('anew');
  });

  it('is ready when its readiness probe says so, and no longer', async () => {
    await node.run('gate', {
      containers: [
        shell('sleep 0.3; touch /data/ready; sleep 1; rm /data/ready; exec sleep 1000', {
          readinessProbe: { exec: { command: ['cat', '/data/ready'] }, periodSeconds: 1, failureThreshold: 1 },
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        }),
      ],
      volumes: [{ name: 'data', emptyDir: {} }],
    });
    await node.until('gate', isReady);
    const pod = await node.until('gate', (object) => !isReady(object));
    expect(pod?.status?.phase).toBe('Running');
    await node.remove('gate');
  });

  it('goes on when its agent is restarted', async () => {
    await node.run('steady', { containers: [shell('echo before; sleep 0.4; echo after; exec sleep 1000')] });
    const before = await node.until('steady', isReady);
    await node.restartAgent();
    await node.client
      .resource(resources.pods)
      .patch(
        { namespace: 'default', name: 'steady' },
        { type: 'merge', body: { metadata: { labels: { seen: 'yes' } } } },
      );
    const pod = await node.until('steady', isReady);
    expect(pod?.status?.containerStatuses).toEqual(before?.status?.containerStatuses);
    await node.remove('steady');
  });
});
