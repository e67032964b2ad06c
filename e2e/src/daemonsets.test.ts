import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { example } from './support/paths.js';

/** A program on every node, told with each kubectl in turn on a cluster of two. */
describe.each(kubectls)('the story of a DaemonSet, with $name', (which) => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

  beforeAll(async () => {
    cluster = await startTestCluster('--nodes', '2');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  const rolledOut = async () =>
    expect(await kubectl('rollout', 'status', 'daemonset/node-agent', '--timeout=60s')).toContain(
      'daemon set "node-agent" successfully rolled out',
    );
  const ofPods = async (field: string) => {
    const template = `{range .items[*]}{${field}}{"\\n"}{end}`;
    const text = await kubectl('get', 'pods', '-l', 'app=node-agent', '-o', `jsonpath=${template}`);
    return text.trim().split('\n').sort();
  };

  it('runs a Pod on every node', async () => {
    expect(await kubectl('apply', '-f', example('daemonset'))).toBe('daemonset.apps/node-agent created\n');
    await rolledOut();
    expect(await ofPods('.spec.nodeName')).toEqual(['node-1', 'node-2']);
    const table = await kubectl('get', 'daemonsets');
    expect(table).toMatch(/^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE\n/);
    expect(table).toMatch(/^node-agent +2 +2 +2 +2 +2 +<none> /m);
    expect(await kubectl('describe', 'daemonset', 'node-agent')).toContain('Desired Number of Nodes Scheduled: 2');
  });

  it('brings a Pod back that was deleted, on the same node', async () => {
    const [name = ''] = await ofPods('.metadata.name');
    await kubectl('delete', 'pod', name);
    await rolledOut();
    expect(await ofPods('.spec.nodeName')).toEqual(['node-1', 'node-2']);
    expect(await ofPods('.metadata.name')).not.toContain(name);
  });

  it('rolls to a new version, restarts, and rolls back', async () => {
    await kubectl('set', 'image', 'daemonset/node-agent', 'agent=hello:v2');
    await rolledOut();
    expect(await ofPods('.spec.containers[0].image')).toEqual(['hello:v2', 'hello:v2']);
    await kubectl('rollout', 'restart', 'daemonset/node-agent');
    await rolledOut();
    expect(await kubectl('rollout', 'history', 'daemonset/node-agent')).toMatch(/\n1 +<none>\n2 +<none>\n3 +<none>\n/);
    expect(await kubectl('rollout', 'undo', 'daemonset/node-agent', '--to-revision=1')).toBe(
      'daemonset.apps/node-agent rolled back\n',
    );
    await rolledOut();
    expect(await ofPods('.spec.containers[0].image')).toEqual(['hello:v1', 'hello:v1']);
    expect(await kubectl('rollout', 'history', 'daemonset/node-agent')).toMatch(/\n2 +<none>\n3 +<none>\n4 +<none>\n/);
  });

  it('leaves a node that is kept for others, stays on one that is cordoned, and comes back', async () => {
    await kubectl('taint', 'node', 'node-1', 'dedicated=others:NoExecute');
    await kubectl('cordon', 'node-2');
    await eventually(async () => expect(await ofPods('.spec.nodeName')).toEqual(['node-2']));
    await kubectl('taint', 'node', 'node-1', 'dedicated-');
    await kubectl('uncordon', 'node-2');
    await eventually(async () => expect(await ofPods('.spec.nodeName')).toEqual(['node-1', 'node-2']));
    await rolledOut();
  });

  it('is gone after delete, with its Pods and its history', async () => {
    await kubectl('delete', '-f', example('daemonset'));
    await eventually(async () =>
      expect(await kubectl('get', 'pods,daemonsets,controllerrevisions', '-o', 'name')).toBe(''),
    );
  });
});
