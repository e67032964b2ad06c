import { resources } from '@sampan/api';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfiguration } from './config/load-configuration.js';
import { startTestCluster, type TestCluster } from './testing/cluster.js';
import { requesting } from './testing/decisions.js';

let cluster: TestCluster;

afterEach(() => cluster.stop());

const configuration = parseConfiguration(`
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: packing
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy: {type: MostAllocated}
  plugins:
    score:
      disabled: [{name: '*'}]
      enabled: [{name: NodeResourcesFit}]
- schedulerName: gold
  pluginConfig:
  - name: NodeAffinity
    args:
      addedAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms: [{matchExpressions: [{key: gold, operator: Exists}]}]
`);

describe('profiles', () => {
  it('schedule the Pods that name them, each in its own way and name', async () => {
    cluster = await startTestCluster({ configuration });
    await cluster.createNode('a');
    await cluster.createNode('b');
    await cluster.createPod('first', { ...requesting({ cpu: '1' }), nodeName: 'a' });
    for (const name of ['packed-1', 'packed-2']) {
      await cluster.createPod(name, { ...requesting({ cpu: '1' }), schedulerName: 'packing' });
      await cluster.until(() => cluster.pod(name)?.spec.nodeName === 'a');
    }
    await cluster.createPod('spread', requesting({ cpu: '1' }));
    await cluster.until(() => cluster.pod('spread')?.spec.nodeName === 'b');
    expect((await cluster.eventOf('packed-1', 'Scheduled')).source?.component).toBe('packing');
    expect((await cluster.eventOf('spread', 'Scheduled')).source?.component).toBe('default-scheduler');
    await cluster.createPod('nobodys', { schedulerName: 'another' });
    await cluster.createPod('golden', { schedulerName: 'gold' });
    const event = await cluster.eventOf('golden', 'FailedScheduling');
    expect(event.message).toContain("2 node(s) didn't match scheduler-enforced node affinity.");
    const body = { metadata: { labels: { gold: 'yes' } } };
    await cluster.client.resource(resources.nodes).patch({ namespace: '', name: 'b' }, { type: 'merge', body });
    await cluster.until(() => cluster.pod('golden')?.spec.nodeName === 'b');
    expect(cluster.pod('nobodys')?.spec.nodeName).toBeUndefined();
  });
});
