import {
  type ConfigMap,
  type KubernetesObject,
  type ResourceQuota,
  type ResourceQuotaSpec,
  resources,
  seededRandom,
  TestClock,
} from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { whileTimePasses } from '../testing/while-time-passes.js';

let cluster: TestCluster;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock(Date.now());
  cluster = await startTestCluster({ clock });
});
afterEach(() => cluster.stop());

const key = (name: string) => ({ namespace: 'default', name });
const pods = () => cluster.client.resource(resources.pods);
const configMaps = () => cluster.client.resource(resources.configMaps);
const configMap = (name: string): ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: key(name) });

/** Creates a quota, and waits until it holds. */
async function quota(spec: ResourceQuotaSpec): Promise<void> {
  const object: ResourceQuota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: key('q'), spec };
  await cluster.client.resource(resources.resourceQuotas).create(object);
  await used(() => true);
}

/** Waits until what is taken is as it should be. */
async function used(holds: (used: Record<string, string>) => boolean): Promise<void> {
  const seen = cluster.until(resources.resourceQuotas, key('q'), (object) => {
    return object?.status?.used !== undefined && holds(object.status.used);
  });
  await whileTimePasses(clock, seen);
}

const succeeded = async (writes: Promise<unknown>[]): Promise<number> =>
  (await Promise.allSettled(writes)).filter(({ status }) => status === 'fulfilled').length;

describe('a quota', () => {
  it('counts what is there, and again what goes', async () => {
    await configMaps().create(configMap('a'));
    await configMaps().create(configMap('b'));
    await quota({ hard: { configmaps: '9', 'count/jobs.batch': '3', 'count/widgets.example.com': '1' } });
    await used((amounts) => amounts.configmaps === '2' && amounts['count/jobs.batch'] === '0');
    await configMaps().delete(key('a'));
    await used((amounts) => amounts.configmaps === '1');
  });

  it('has room again for a Pod that has ended', async () => {
    await quota({ hard: { pods: '1', 'count/pods': '5' } });
    const created = await pods().create(pod('first'));
    await expect(pods().create(pod('second'))).rejects.toThrow(
      'pods "second" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    );
    await pods().updateStatus({ ...created, status: { phase: 'Succeeded' } });
    await used((amounts) => amounts.pods === '0' && amounts['count/pods'] === '1');
    await pods().create(pod('second'));
  });

  it('follows its own limits', async () => {
    await configMaps().create(configMap('a'));
    await quota({ hard: { pods: '1' } });
    const body = { spec: { hard: { configmaps: '3', pods: null } } };
    await cluster.client.resource(resources.resourceQuotas).patch(key('q'), { type: 'merge', body });
    await used((amounts) => amounts.configmaps === '1' && amounts.pods === undefined);
  });

  it('lets ten of fifty pass that come at a time', async () => {
    await quota({ hard: { pods: '10' } });
    const names = Array.from({ length: 50 }, (_, index) => `p${index}`);
    expect(await succeeded(names.map((name) => pods().create(pod(name))))).toBe(10);
    expect((await pods().list({ namespace: 'default' })).items).toHaveLength(10);
    await used((amounts) => amounts.pods === '10');
  });

  it.each([1, 2, 3])('never lets more be there than it allows, whatever comes and goes (%i)', async (seed) => {
    const random = seededRandom(seed);
    const most = 5;
    await quota({ hard: { 'count/configmaps': String(most) } });
    const there = async () => (await configMaps().list({ namespace: 'default' })).items;
    for (let round = 0; round < 12; round++) {
      const existing = await there();
      const writes: Promise<KubernetesObject | unknown>[] = [];
      for (const { metadata } of existing) {
        if (random.chance(0.5)) writes.push(configMaps().delete(key(metadata.name ?? '')));
      }
      for (let index = random.below(8); index > 0; index--) {
        writes.push(configMaps().create(configMap(`c${round}-${index}`)));
      }
      await Promise.allSettled(writes);
      if (random.chance(0.2)) await cluster.restartControllers();
      expect((await there()).length).toBeLessThanOrEqual(most);
    }
    const left = String((await there()).length);
    await used((amounts) => amounts['count/configmaps'] === left);
  });
});
