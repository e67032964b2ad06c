import { type ConfigMap, type Pod, resources, type Secret } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReady, shell, startTestNode, type TestNode } from './test-node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node.stop());

const namespace = 'default';
const configMap = (name: string, data: Record<string, string>): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const secret = (name: string, stringData: Record<string, string>): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  stringData,
});
const waitsFor = (reason: string) => (pod: Pod | undefined) =>
  pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason;

describe('what a pod is given', () => {
  it('has the environment of all sources', async () => {
    const { client } = node;
    await client.resource(resources.configMaps).create(configMap('env', { ONE: '1', TWO: '2' }));
    await client.resource(resources.secrets).create(secret('env', { word: 'open sesame' }));
    await node.run('env', {
      restartPolicy: 'Never',
      containers: [
        shell('env | sort; echo end', {
          envFrom: [{ prefix: 'ALL_', configMapRef: { name: 'env' } }],
          env: [
            { name: 'PLAIN', value: 'plain' },
            { name: 'REFERS', value: '$(PLAIN) $$(PLAIN) $(NOTHING)' },
            { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'env', key: 'TWO' } } },
            { name: 'WORD', valueFrom: { secretKeyRef: { name: 'env', key: 'word' } } },
            { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
            { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
          ],
          resources: { limits: { cpu: '250m' } },
        }),
      ],
    });
    const lines = (await node.logged('env', 'end\n')).split('\n');
    const { status } = (await node.until('env', (pod) => pod?.status?.podIP !== undefined)) as Pod;
    expect(lines).toEqual(
      expect.arrayContaining([
        'ALL_ONE=1',
        'ALL_TWO=2',
        'PLAIN=plain',
        'REFERS=plain $(PLAIN) $(NOTHING)',
        'KEY=2',
        'WORD=open sesame',
        'NAME=env',
        'LABEL=env',
        `IP=${status?.podIP}`,
        'CPU=250',
        expect.stringMatching(/^KUBERNETES_SERVICE_HOST=127\./),
      ]),
    );
    const { message } = await node.event('env', 'FieldsIgnored');
    expect(message).toBe('the process driver ignores containers{main}.resources.limits');
  });

  it('sees changes of its files', async () => {
    await node.client.resource(resources.configMaps).create(configMap('live', { key: 'old' }));
    await node.run('live', {
      containers: [
        shell('until grep -q new /etc/live/key; do sleep 0.05; done; cat /etc/live/key /etc/pod/labels; sleep 1000', {
          volumeMounts: [
            { name: 'live', mountPath: '/etc/live' },
            { name: 'pod', mountPath: '/etc/pod' },
          ],
        }),
      ],
      volumes: [
        { name: 'live', configMap: { name: 'live' } },
        { name: 'pod', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
      ],
    });
    await node.until('live', isReady);
    const labels = { metadata: { labels: { step: 'two' } } };
    await node.client.resource(resources.pods).patch({ namespace, name: 'live' }, { type: 'merge', body: labels });
    const data = { data: { key: 'new\n' } };
    await node.client.resource(resources.configMaps).patch({ namespace, name: 'live' }, { type: 'merge', body: data });
    expect(await node.logged('live', 'new')).toContain('new\n');
    await node.remove('live');
  });

  it('waits for a ConfigMap that is not there, and goes on when it is', async () => {
    await node.run('early', {
      containers: [shell('exec sleep 1000', { envFrom: [{ configMapRef: { name: 'later' } }] })],
    });
    const waiting = await node.until('early', waitsFor('CreateContainerConfigError'));
    expect(waiting?.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe('configmap "later" not found');
    const event = await node.event('early', 'Failed');
    expect(event).toMatchObject({
      message: 'Error: configmap "later" not found',
      involvedObject: { fieldPath: 'spec.containers{main}' },
    });
    await node.client.resource(resources.configMaps).create(configMap('later', { a: 'b' }));
    await node.until('early', isReady);
    await node.remove('early');
  });

  it('waits for a volume in the same way', async () => {
    await node.run('mounting', {
      containers: [shell('exec sleep 1000', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
      volumes: [{ name: 'v', secret: { secretName: 'late' } }],
    });
    expect((await node.event('mounting', 'FailedMount')).message).toBe(
      'MountVolume.SetUp failed for volume "v" : secret "late" not found',
    );
    await node.client.resource(resources.secrets).create(secret('late', { a: 'b' }));
    await node.until('mounting', isReady);
    await node.remove('mounting');
  });

  it('says what to do about an image that it does not have', async () => {
    await node.run('imageless', { containers: [{ name: 'main', image: 'nowhere/nothing:1' }] });
    const pod = await node.until('imageless', waitsFor('ErrImagePull'));
    expect(pod?.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(/no program for image/);
    await node.until('imageless', waitsFor('ImagePullBackOff'));
    await node.remove('imageless');
  });

  it('costs a token and at most three status writes', async () => {
    await node.run('cheap', { containers: [shell('exec sleep 1000')] });
    await node.until('cheap', isReady);
    await node.event('cheap', 'Started');
    const own = node.requests().filter((request) => /pods\/cheap/.test(request));
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(3);
    await node.remove('cheap');
  });

  it('says so when a volume should cover what the host has', async () => {
    await node.client.resource(resources.configMaps).create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'hosts', namespace: 'default' },
      data: { hosts: '127.0.0.1 elsewhere' },
    });
    await node.run('covering', {
      volumes: [
        { name: 'hosts', configMap: { name: 'hosts' } },
        { name: 'own', emptyDir: {} },
      ],
      containers: [
        shell('sleep 1000', {
          volumeMounts: [
            { name: 'hosts', mountPath: '/etc/hosts', subPath: 'hosts' },
            { name: 'own', mountPath: '/nowhere/on/this/host' },
          ],
        }),
      ],
    });
    expect((await node.event('covering', 'MountHidden')).message).toContain('cannot mount over /etc/hosts,');
    const { items } = await node.client
      .resource(resources.events)
      .list({ namespace: 'default', fieldSelector: 'involvedObject.name=covering,reason=MountHidden' });
    expect(items).toHaveLength(1);
  });
});
