import { writeFile } from 'node:fs/promises';
import { resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wellKnownProgram } from '../drivers/process/images/well-known-images.js';
import { isRunning, startTestNode, type TestNode } from './test-node.js';

const hasNginx = (await wellKnownProgram('nginx')) !== undefined;
const hasRedis = (await wellKnownProgram('redis')) !== undefined;

describe('images without a command', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startTestNode();
  });
  afterAll(() => node.stop());

  it("run the host's own program, and an event says so", async () => {
    await node.run('script', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'node:22', args: ['-e', 'console.log("from " + "node")'] }],
    });
    await node.logged('script', 'from node');
    expect((await node.event('script', 'HostProgram')).message).toContain(process.execPath);
    const pod = await node.until('script', (each) => each?.status?.phase === 'Succeeded');
    expect(pod?.status?.containerStatuses?.[0]?.imageID).toBe(`host://${process.execPath}`);
  });

  it('wait, say what to do, and start as soon as a program was added', async () => {
    await node.run('added', { containers: [{ name: 'main', image: 'example.com/team/app:1' }] });
    const waiting = await node.until(
      'added',
      (pod) => pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason === 'ErrImagePull',
    );
    const { message } = waiting?.status?.containerStatuses?.[0]?.state?.waiting ?? {};
    expect(message).toContain('sampan image add example.com/team/app:1 -- PROGRAM');
    await writeFile(node.imagesFile, '{"example.com/team/app": {"command": ["sh", "-c"], "args": ["sleep 1000"]}}');
    const pod = await node.until('added', isRunning);
    expect(pod?.status?.containerStatuses?.[0]?.imageID).toBe('host://example.com/team/app:1');
    // The node tells of it, too: it is looked at until the test has had its time.
    const images = async () =>
      (await node.client.resource(resources.nodes).get({ namespace: '', name: 'node-1' })).status?.images;
    while ((await images()) === undefined) await new Promise(setImmediate);
    expect(await images()).toEqual([{ names: ['example.com/team/app'] }]);
  });

  it.skipIf(!hasNginx)("serve the pages of a pod by the configuration of a pod, on the pod's own address", async () => {
    const namespace = 'default';
    await node.client.resource(resources.configMaps).create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'site', namespace },
      data: {
        'site.conf': 'server {\n  listen 8081;\n  listen [::]:8081;\n  location / { root /pages; }\n}\n',
        'index.html': 'of the pod',
      },
    });
    const volumes = [{ name: 'site', configMap: { name: 'site' } }];
    for (const name of ['web-1', 'web-2']) {
      await node.run(name, {
        volumes,
        containers: [
          {
            name: 'main',
            image: 'nginx:1.27',
            readinessProbe: { httpGet: { path: '/', port: 8081 } },
            volumeMounts: [
              { name: 'site', mountPath: '/etc/nginx/conf.d' },
              { name: 'site', mountPath: '/pages' },
            ],
          },
        ],
      });
    }
    for (const name of ['web-1', 'web-2']) {
      const pod = await node.until(name, (each) => each?.status?.containerStatuses?.[0]?.ready === true);
      expect(pod?.status?.containerStatuses?.[0]?.stopSignal).toBe('SIGQUIT');
      const answer = await fetch(`http://${pod?.status?.podIP}:8081/`);
      expect(await answer.text()).toBe('of the pod');
      await node.remove(name);
      await expect(fetch(`http://${pod?.status?.podIP}:8081/`)).rejects.toThrow();
    }
  });

  it.skipIf(!hasRedis)("keep Redis on the pod's own address", async () => {
    for (const name of ['redis-1', 'redis-2']) {
      await node.run(name, {
        containers: [{ name: 'main', image: 'redis:7', readinessProbe: { tcpSocket: { port: 6379 } } }],
      });
    }
    for (const name of ['redis-1', 'redis-2']) {
      const pod = await node.until(name, (each) => each?.status?.containerStatuses?.[0]?.ready === true);
      await node.remove(name);
      await expect(fetch(`http://${pod?.status?.podIP}:6379/`)).rejects.toMatchObject({
        cause: { code: 'ECONNREFUSED' },
      });
    }
  });
});
