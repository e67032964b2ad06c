import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesNaming, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { kill } from './support/kill.js';

/** Whatever is killed, and whoever starts and stops at the same time: each component is there once, or not at all. */
describe('one process of each component', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  /** How many processes there are of each component, found by their command lines and not by records. */
  async function census(): Promise<Record<string, number>> {
    const count: Record<string, number> = {};
    for (const line of await processesNaming(cluster.home)) {
      // What takes a component's lock is named before the component itself.
      const kind = [...line.matchAll(/bundle\/([\w-]+)\.js/g)].at(-1)?.[1];
      if (kind !== undefined && kind !== 'sampan') count[kind] = (count[kind] ?? 0) + 1;
    }
    return count;
  }

  const oneOfEach = { supervisor: 1, apiserver: 1, 'controller-manager': 1, scheduler: 1, 'node-agent': 1 };

  it.each(['node-1', 'scheduler', 'controller-manager', 'apiserver'])(
    'is left by `up` after %s was replaced and the supervisor was killed',
    async (component) => {
      const before = await cluster.pids();
      kill(before[component]);
      await eventually(async () => {
        expect(await census()).toEqual(oneOfEach);
        expect(await processesNaming(cluster.home)).not.toContainEqual(
          expect.stringMatching(new RegExp(`^${before[component]} `)),
        );
      });
      kill(before.supervisor);
      expect((await cluster.sampan('up')).code).toBe(0);
      expect(await census()).toEqual(oneOfEach);
    },
  );

  it('is left by two `up`s at the same time', async () => {
    expect((await cluster.sampan('down')).code).toBe(0);
    const both = await Promise.all([cluster.sampan('up'), cluster.sampan('up')]);
    expect(both.map(({ code, stderr }) => (code === 0 ? '' : stderr))).toEqual(['', '']);
    expect(await census()).toEqual(oneOfEach);
  });

  it('none is left by `down` after the supervisor and an agent were killed', async () => {
    const before = await cluster.pids();
    kill(before['node-1']);
    await eventually(async () => expect((await cluster.pids())['node-1']).not.toBe(before['node-1']));
    kill(before.supervisor);
    expect((await cluster.sampan('down')).code).toBe(0);
    expect(await census()).toEqual({});
  });

  it('none is left by `down` during `up`, or by two `down`s', async () => {
    const starting = cluster.sampan('up');
    await eventually(async () => expect((await census()).supervisor).toBe(1), { pause: 5 });
    const downs = await Promise.all([cluster.sampan('down'), cluster.sampan('down')]);
    expect(downs.map(({ code }) => code)).toEqual([0, 0]);
    await starting;
    expect(await census()).toEqual({});
  });

  it('none is left by `delete` beside `up` and `down`, and `up` makes a new cluster', async () => {
    expect((await cluster.sampan('up')).code).toBe(0);
    const [deleted] = await Promise.all([cluster.sampan('delete'), cluster.sampan('down')]);
    expect(deleted?.stderr).toContain('Deleted cluster');
    expect(deleted?.code).toBe(0);
    expect(await processesNaming(cluster.home)).toEqual([]);
    expect((await cluster.sampan('up', '--port', '0')).code).toBe(0);
    expect(await census()).toEqual(oneOfEach);
  });
});
