import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { example } from './support/paths.js';

/** Pods that keep their names, told with each kubectl in turn. */
describe.each(kubectls)('the story of a StatefulSet, with $name', (which) => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  const rolledOut = (count: number) =>
    eventually(async () =>
      expect(await kubectl('rollout', 'status', 'statefulset/store', '--timeout=60s')).toContain(
        `partitioned roll out complete: ${count} new pods have been updated...`,
      ),
    );
  const ofPods = async (field: string) => {
    const template = `{range .items[*]}{.metadata.name} {${field}}{"\\n"}{end}`;
    const text = await kubectl('get', 'pods', '-l', 'app=store', '-o', `jsonpath=${template}`);
    return text.trim().split('\n').sort();
  };
  const versions = () => ofPods('.spec.containers[0].image');

  it('runs three Pods, one after the other', async () => {
    expect((await kubectl('apply', '-f', example('statefulset'))).split('\n').sort()).toEqual([
      '',
      'service/store created',
      'statefulset.apps/store created',
    ]);
    await rolledOut(3);
    const started = await ofPods('.status.conditions[?(@.type=="Ready")].lastTransitionTime');
    const times = started.map((line) => Date.parse(line.split(' ')[1] ?? ''));
    expect(started.map((line) => line.split(' ')[0])).toEqual(['store-0', 'store-1', 'store-2']);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const table = await kubectl('get', 'statefulsets');
    expect(table).toMatch(/^NAME +READY +AGE\nstore +3\/3 /);
  });

  it('tells each Pod who it is', async () => {
    for (const name of ['store-0', 'store-2'])
      expect(await kubectl('exec', name, '--', 'printenv', 'HOSTNAME')).toBe(`${name}\n`);
    expect(await ofPods('.metadata.labels.apps\\.kubernetes\\.io/pod-index')).toEqual([
      'store-0 0',
      'store-1 1',
      'store-2 2',
    ]);
  });

  it('brings a Pod back under its name', async () => {
    const before = await ofPods('.metadata.uid');
    await kubectl('delete', 'pod', 'store-1');
    await eventually(async () => {
      const after = await ofPods('.metadata.uid');
      expect(after[0]).toBe(before[0]);
      expect(after[1]).toMatch(/^store-1 /);
      expect(after[1]).not.toBe(before[1]);
    });
    await rolledOut(3);
  });

  it('rolls to a new version down to a partition, all the way, and back', async () => {
    const partition = (ordinal: number) =>
      kubectl(
        'patch',
        'statefulset',
        'store',
        '-p',
        `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":${ordinal}}}}}`,
      );
    await partition(2);
    await kubectl('set', 'image', 'statefulset/store', 'store=hello:v2');
    await rolledOut(1);
    expect(await versions()).toEqual(['store-0 hello:v1', 'store-1 hello:v1', 'store-2 hello:v2']);
    await partition(0);
    await rolledOut(3);
    expect(await versions()).toEqual(['store-0 hello:v2', 'store-1 hello:v2', 'store-2 hello:v2']);
    expect(await kubectl('rollout', 'history', 'statefulset/store')).toMatch(/\n1 +<none>\n2 +<none>\n/);
    expect(await kubectl('rollout', 'undo', 'statefulset/store')).toBe('statefulset.apps/store rolled back\n');
    await rolledOut(3);
    expect(await versions()).toEqual(['store-0 hello:v1', 'store-1 hello:v1', 'store-2 hello:v1']);
  });

  it('comes out of an update to an image that is not there', async () => {
    await kubectl('set', 'image', 'statefulset/store', 'store=nowhere.example/none:1');
    await eventually(async () => expect(await versions()).toContain('store-2 nowhere.example/none:1'));
    await kubectl('rollout', 'undo', 'statefulset/store');
    await rolledOut(3);
    expect(await versions()).toEqual(['store-0 hello:v1', 'store-1 hello:v1', 'store-2 hello:v1']);
  });

  it('scales down from the last, and describes what it did', async () => {
    expect(await kubectl('scale', 'statefulset/store', '--replicas=1')).toBe('statefulset.apps/store scaled\n');
    await eventually(async () => expect(await ofPods('.status.phase')).toEqual(['store-0 Running']));
    const described = await kubectl('describe', 'statefulset', 'store');
    expect(described).toContain('1 desired | 1 total');
    expect(described).toContain('delete Pod store-2 in StatefulSet store successful');
  });

  it('keeps a Pod waiting for its claim, and the claim when the set is gone', async () => {
    const claim =
      '{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"","resources":{"requests":{"storage":"1Gi"}}}}';
    const set = JSON.parse(await kubectl('get', 'statefulset', 'store', '-o', 'json'));
    expect(
      await runKubectl(which, ['create', '-f', '-'], {
        env: cluster.env,
        input: JSON.stringify({
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'disk' },
          spec: { ...set.spec, volumeClaimTemplates: [JSON.parse(claim)] },
        }),
      }),
    ).toBe('statefulset.apps/disk created\n');
    const reason = 'pod has unbound immediate PersistentVolumeClaims';
    await eventually(async () => expect(await kubectl('describe', 'pod', 'disk-0')).toContain(reason));
    expect(await kubectl('get', 'persistentvolumeclaims')).toMatch(/^data-disk-0 +Pending /m);
    await kubectl('delete', 'statefulset', 'disk');
    await eventually(async () => expect(await kubectl('get', 'pods', '-o', 'name')).not.toContain('disk'));
    expect(await kubectl('delete', 'persistentvolumeclaim', 'data-disk-0')).toContain('deleted');
  });

  it('is gone after delete, with its Pods and its history', async () => {
    await kubectl('delete', '-f', example('statefulset'));
    await eventually(async () =>
      expect(await kubectl('get', 'pods,statefulsets,controllerrevisions', '-o', 'name')).toBe(''),
    );
  });
});
