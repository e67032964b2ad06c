import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { example } from './support/paths.js';

/** Data that outlives its Pods, told with each kubectl in turn on a cluster of two nodes. */
describe.each(kubectls)('the story of a claim, with $name', (which) => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

  beforeAll(async () => {
    cluster = await startTestCluster('--nodes', '2');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  const fieldOf = (object: string, field: string) => kubectl('get', object, '-o', `jsonpath={${field}}`);
  const hasSucceeded = (pod: string) =>
    kubectl('wait', `pod/${pod}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s');
  const volume = async () => `persistentvolume/${await fieldOf('persistentvolumeclaim/notes', '.spec.volumeName')}`;

  it('has a class of volumes to begin with', async () => {
    await eventually(async () => {
      const table = await kubectl('get', 'storageclasses');
      expect(table).toMatch(/^local \(default\) +sampan\.dev\/local +Delete +WaitForFirstConsumer +true /m);
    });
  });

  it('gets a volume where its first Pod runs', async () => {
    await kubectl('apply', '-f', example('volumes/notes.yaml'));
    await hasSucceeded('writer');
    const table = await kubectl('get', 'persistentvolumeclaims');
    expect(table).toMatch(/^notes +Bound +pvc-[-0-9a-f]+ +1Gi +RWO +local +<unset> /m);
    const node = await fieldOf('pod/writer', '.spec.nodeName');
    expect(await kubectl('describe', await volume())).toContain(`kubernetes.io/hostname in [${node}]`);
  });

  it('keeps what a Pod has written for the next one, which goes to the same node', async () => {
    const node = await fieldOf('pod/writer', '.spec.nodeName');
    await kubectl('delete', 'pod', 'writer');
    await kubectl('apply', '-f', example('volumes/reader.yaml'));
    await hasSucceeded('reader');
    expect(await kubectl('logs', 'reader')).toBe('remember the milk\n');
    expect(await fieldOf('pod/reader', '.spec.nodeName')).toBe(node);
  });

  it('grows', async () => {
    await kubectl('patch', 'pvc', 'notes', '-p', '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}');
    const isLarger = '--for=jsonpath={.status.capacity.storage}=2Gi';
    await kubectl('wait', 'pvc/notes', isLarger, '--timeout=60s');
    expect(await fieldOf(await volume(), '.spec.capacity.storage')).toBe('2Gi');
  });

  it('is there while a Pod uses it, and leaves its volume behind where that is to be retained', async () => {
    const name = await volume();
    await kubectl('patch', name, '-p', '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}');
    await kubectl('delete', 'pvc', 'notes', '--wait=false');
    expect(await kubectl('get', 'pvc', 'notes')).toMatch(/^notes +Terminating /m);
    await kubectl('delete', 'pod', 'reader');
    await kubectl('wait', name, '--for=jsonpath={.status.phase}=Released', '--timeout=60s');
    expect(await kubectl('get', 'pvc', '-o', 'name')).toBe('');
  });

  it('of which nobody wants the volume any more is gone with it', async () => {
    const name = (await kubectl('get', 'persistentvolumes', '-o', 'name')).trim();
    await kubectl('patch', name, '-p', '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}');
    await kubectl('wait', name, '--for=delete', '--timeout=60s');
    expect(await readdir(join(cluster.home, 'sampan', 'volumes'))).toEqual([]);
  });
});
