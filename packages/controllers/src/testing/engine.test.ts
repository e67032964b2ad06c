import { type ConfigMap, keyOf, type ObjectKey, resources, systemClock, TestClock } from '@sampan/api';
import {
  type Action,
  createEventRecorder,
  createExecutor,
  createInformer,
  createInformerFactory,
  defineController,
  eventAction,
  isFailure,
  silentLogger,
  startController,
  startLeaderElection,
} from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './test-cluster.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.stop());

const configMap = (name: string, data: Record<string, string> = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});
const key = (name: string): ObjectKey => ({ namespace: 'default', name });

describe('an informer', () => {
  it('tells what is there, what comes, changes and goes', async () => {
    const { client } = cluster;
    const configMaps = client.resource(resources.configMaps);
    await configMaps.create(configMap('first'));
    const informer = createInformer(client, resources.configMaps, { namespace: 'default', clock: systemClock });
    const heard: string[] = [];
    const whenGone = new Promise<void>((resolve) => {
      informer.subscribe({
        added: ({ metadata }) => heard.push(`added ${metadata.name}`),
        updated: ({ metadata, data }) => heard.push(`updated ${metadata.name} ${data?.a}`),
        deleted: ({ metadata }) => {
          heard.push(`deleted ${metadata.name}`);
          resolve();
        },
      });
    });
    informer.start();
    await informer.synced;
    await configMaps.create(configMap('second'));
    await configMaps.patch(key('second'), { type: 'merge', body: { data: { a: 'b' } } });
    await configMaps.delete(key('second'));
    await whenGone;
    await informer.stop();
    expect(heard).toEqual(['added first', 'added second', 'updated second b', 'deleted second']);
  });
});

describe('an informer factory', () => {
  it('sees of a resource what its selection says, a large collection too', async () => {
    const { client } = cluster;
    const configMaps = client.resource(resources.configMaps);
    for (let made = 0; made < 600; made += 100) {
      const names = Array.from({ length: 100 }, (_, number) => `c-${made + number}`);
      await Promise.all(names.map((name) => configMaps.create(configMap(name))));
    }
    const selections = new Map([[resources.configMaps, { fieldSelector: 'metadata.name=c-7' }]]);
    const all = createInformerFactory(client, { clock: systemClock });
    const one = createInformerFactory(client, { clock: systemClock, selections });
    const [everything, selected] = [all, one].map((factory) => factory.informer(resources.configMaps));
    for (const factory of [all, one]) {
      factory.start();
      await factory.synced();
      await factory.stop();
    }
    const own = everything?.lister
      .list({ namespace: 'default' })
      .filter(({ metadata }) => /^c-/.test(metadata.name ?? ''));
    expect(own).toHaveLength(600);
    expect(selected?.lister.list().map(({ metadata }) => metadata.name)).toEqual(['c-7']);
  });
});

describe('a controller', () => {
  it('reads what it wrote, and tries again what failed', async () => {
    const { client } = cluster;
    const informers = createInformerFactory(client, { clock: systemClock });
    const seen: string[] = [];
    let failures = 0;
    const copier = defineController({
      name: 'copier',
      primary: resources.configMaps,
      async reconcile(request, context) {
        if (!request.name.startsWith('source')) return;
        if (failures++ === 0) throw new Error('the first attempt fails');
        const copy = configMap(`copy-of-${request.name}`);
        const [created] = await context.perform([{ verb: 'create', type: resources.configMaps, object: copy }]);
        const found = context.lister(resources.configMaps).get(keyOf(copy));
        seen.push(String(found !== undefined && found.metadata.uid === created?.metadata.uid));
      },
    });
    const running = startController(copier, { client, informers, clock: systemClock, logger: silentLogger });
    informers.start();
    await client.resource(resources.configMaps).create(configMap('source'));
    await cluster.until(resources.configMaps, key('copy-of-source'), (object) => object !== undefined);
    await running.stop();
    await informers.stop();
    expect(seen).toEqual(['true']);
    expect(failures).toBe(2);
  });
});

describe('an event recorder', () => {
  it('counts up what it says again', async () => {
    const { client } = cluster;
    const about = await client.resource(resources.configMaps).create(configMap('subject'));
    const recorder = createEventRecorder(client, { clock: systemClock, component: 'tester', host: 'here' });
    for (const message of ['one', 'two', 'one', 'one']) recorder.event(about, 'Warning', 'Testing', message);
    await recorder.flushed();
    const { items } = await client
      .resource(resources.events)
      .list({ namespace: 'default', fieldSelector: 'involvedObject.name=subject' });
    expect(items.map(({ message, count }) => [message, count])).toEqual(
      expect.arrayContaining([
        ['one', 3],
        ['two', 1],
      ]),
    );
    expect(items[0]).toMatchObject({
      source: { component: 'tester', host: 'here' },
      involvedObject: { uid: about.metadata.uid },
    });
    await recorder.stop();
  });
});

describe('leader election', () => {
  it('has one leader, and another when the first steps down', async () => {
    const clock = new TestClock(Date.now());
    const led: string[] = [];
    const lead = (identity: string) => {
      let started: () => void = () => {};
      const leading = new Promise<void>((resolve) => {
        started = resolve;
      });
      const election = startLeaderElection({
        client: cluster.client,
        clock,
        logger: silentLogger,
        lease: { namespace: 'kube-system', name: 'test' },
        identity,
        onStartedLeading() {
          led.push(identity);
          started();
        },
        onStoppedLeading: () => led.push(`${identity} lost`),
      });
      return { election, leading };
    };
    const first = lead('first');
    await first.leading;
    const second = lead('second');
    await cluster.client.resource(resources.leases).get({ namespace: 'kube-system', name: 'test' });
    await first.election.stop();
    const advancing = setInterval(() => clock.advance(1_000), 5);
    await second.leading;
    clearInterval(advancing);
    await second.election.stop();
    expect(led).toEqual(['first', 'second']);
    const lease = await cluster.client.resource(resources.leases).get({ namespace: 'kube-system', name: 'test' });
    expect(lease.spec).toMatchObject({ holderIdentity: '', leaseTransitions: 1 });
  });
});

describe('an executor', () => {
  const conflict = { status: { reason: 'Conflict' } };

  /** Updates ConfigMaps, and tells of each; what was told, in any order, is read at the end. */
  async function teller() {
    const { client } = cluster;
    const recorder = createEventRecorder(client, { clock: systemClock, component: 'test', logger: silentLogger });
    const executor = createExecutor({
      client,
      informers: createInformerFactory(client, { clock: systemClock }),
      recorder,
    });
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => client.resource(resources.configMaps).create(configMap(name))),
    );
    const change = (object: ConfigMap | undefined, value: string): Action[] => {
      const changed = { ...configMap('a'), ...object, data: { value } };
      const message = `${changed.metadata.name} is ${value}`;
      return [
        { verb: 'update', type: resources.configMaps, object: changed },
        eventAction(changed, 'Normal', { reason: 'Changed', message }),
      ];
    };
    const told = async () => {
      await recorder.stop();
      const { items } = await client.resource(resources.events).list({ namespace: 'default' });
      return items.flatMap(({ reason, message }) => (reason === 'Changed' ? [message] : [])).sort();
    };
    return { ...executor, a, b, change, told };
  }

  it('tells of what was written just before, and of nothing that could not be', async () => {
    const { perform, a, b, change, told } = await teller();
    await perform(change(a, 'one'));
    // The object that the first of these updates starts from has changed meanwhile.
    await expect(perform([...change(a, 'two'), ...change(b, 'two')])).rejects.toMatchObject(conflict);
    expect(await told()).toEqual(['a is one', 'b is two']);
  });

  it('ends with the first failure where actions build on one another', async () => {
    const { follow, a, b, change, told } = await teller();
    expect((await follow(change(a, 'one'))).some(isFailure)).toBe(false);
    const [failed, ...others] = await follow([...change(a, 'two'), ...change(b, 'two')]);
    expect(failed?.error).toMatchObject(conflict);
    expect(others.map(({ skipped }) => skipped)).toEqual([true, true, true]);
    expect(await told()).toEqual(['a is one']);
  });
});
