import { isConditionTrue, isPodActive, type Job, type Pod, resources, seededRandom, TestClock } from '@sampan/api';
import { startApiserver } from '@sampan/apiserver';
import { createClient, createInProcessTransport, type Transport } from '@sampan/client';
import { describe, expect, it } from 'vitest';
import { startControllerManager } from '../controller-manager.js';

const key = { namespace: 'default', name: 'sums' };

/**
 * A transport of a process that dies: after so many writes, or when it is killed, it hears and says nothing more, not even
 * how the last ended.
 */
function mortal(transport: Transport, writes: number): Transport & { kill(): Promise<void> } {
  let left = writes;
  const never = new Promise<never>(() => {});
  const underWay = new Set<Promise<unknown>>();
  return {
    ...transport,
    request: async (request) => {
      if (left < 0) return never;
      const isWrite = request.method !== 'GET';
      if (isWrite) left--;
      const answering = transport.request(request);
      underWay.add(answering);
      const response = await answering.finally(() => underWay.delete(answering));
      return left < 0 ? never : response;
    },
    kill: async () => {
      left = -1;
      await Promise.allSettled(underWay);
    },
  };
}

describe('a Job whose managers die again and again', () => {
  it.each([1, 2, 3, 4, 5, 6])('counts each Pod once, and never has too many (seed %i)', async (seed) => {
    const random = seededRandom(seed).below;
    const clock = new TestClock(Date.now());
    const server = await startApiserver();
    const transport = createInProcessTransport(server.request, {
      name: 'admin',
      uid: '',
      groups: ['system:masters'],
      extra: {},
    });
    const client = createClient(transport);
    const [jobs, pods] = [client.resource(resources.jobs), client.resource(resources.pods)];
    const [completions, parallelism] = [3 + random(6), 1 + random(4)];
    const indexed = random(2) === 0 ? { completionMode: 'Indexed' } : {};
    await jobs.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: key,
      spec: {
        ...{ completions, parallelism, backoffLimit: 1_000, ...indexed },
        template: { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } },
      },
    });
    const ended = { succeeded: 0, failed: 0 };
    const start = async () => {
      const life = mortal(transport, random(9));
      const manager = await startControllerManager({ client: createClient(life), clock });
      return { kill: () => life.kill().then(() => void manager.stop()) };
    };
    let manager = await start();

    async function end(pod: Pod): Promise<void> {
      const phase = random(3) === 0 ? 'Failed' : 'Succeeded';
      if (phase === 'Failed' && random(2) === 0) await pods.delete(podKey(pod), { gracePeriodSeconds: 0 });
      else await pods.patch(podKey(pod), { type: 'merge', body: { status: { phase } } }, { subresource: 'status' });
      ended[phase === 'Failed' ? 'failed' : 'succeeded']++;
    }

    let job: Job = await jobs.get(key);
    while (!isConditionTrue(job.status?.conditions, 'Complete')) {
      const all = (await pods.list()).items;
      const active = all.filter(isPodActive);
      expect(active.length).toBeLessThanOrEqual(parallelism);
      expect(active.length + ended.succeeded).toBeLessThanOrEqual(completions);
      expect(job.status?.succeeded ?? 0).toBeLessThanOrEqual(ended.succeeded);
      expect(job.status?.failed ?? 0).toBeLessThanOrEqual(ended.failed);
      const one = active[random(Math.max(active.length, 1))];
      if (one !== undefined && random(2) === 0) await end(one);
      if (random(20) === 0) {
        await manager.kill();
        manager = await start();
      }
      clock.advance(random(60_000));
      await new Promise(setImmediate);
      job = await jobs.get(key);
    }
    expect(job.status).toMatchObject({ succeeded: completions });
    expect(job.status?.failed ?? 0).toBe(ended.failed);
    expect(ended.succeeded).toBe(completions);
    await manager.kill();
    await transport.close();
    await server.close();
  });
});

function podKey({ metadata: { namespace = '', name = '' } }: Pod) {
  return { namespace, name };
}
