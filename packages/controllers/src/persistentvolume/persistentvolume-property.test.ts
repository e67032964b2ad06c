import {
  keyOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  seededRandom,
  systemClock,
  TestClock,
} from '@sampan/api';
import { createInformer } from '@sampan/client';
import { afterEach, describe, expect, it } from 'vitest';
import { claim, volume } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { untilHolds } from '../testing/until-holds.js';
import { whileTimePasses } from '../testing/while-time-passes.js';

let cluster: TestCluster;
afterEach(() => cluster.stop());

const isBound = ({ status }: PersistentVolumeClaim) => status?.phase === 'Bound';

describe('claims and volumes to which anything may happen', () => {
  it.each([1, 2, 3, 4])('find each other one by one, and what is bound stays bound (seed %i)', async (seed) => {
    const clock = new TestClock(Date.now());
    const random = seededRandom(seed);
    cluster = await startTestCluster({ clock });
    const [claims, volumes] = [
      cluster.client.resource(resources.persistentVolumeClaims),
      cluster.client.resource(resources.persistentVolumes),
    ];
    const seenClaims = createInformer(cluster.client, resources.persistentVolumeClaims, { clock: systemClock });
    const seenVolumes = createInformer(cluster.client, resources.persistentVolumes, { clock: systemClock });
    const faults: string[] = [];
    const boundTo = new Map<string, string>();
    seenClaims.subscribe({
      updated: ({ metadata, spec }) => {
        const [uid = '', name] = [metadata.uid, spec?.volumeName];
        const before = boundTo.get(uid);
        if (before !== undefined && before !== name) faults.push(`${metadata.name} went from ${before} to ${name}`);
        if (name !== undefined) boundTo.set(uid, name);
        const same = [...boundTo].filter(([other, bound]) => bound === name && other !== uid);
        if (name !== undefined && same.length > 0) faults.push(`${name} was given away twice`);
      },
    });
    for (const informer of [seenClaims, seenVolumes]) informer.start();
    await Promise.all([seenClaims.synced, seenVolumes.synced]);

    let made = 0;
    const sizes = ['1Gi', '2Gi', '3Gi'];
    const modes = [['ReadWriteOnce'], ['ReadWriteOnce', 'ReadOnlyMany'], ['ReadWriteMany']];
    const storageClassName = '';
    const events: Record<string, () => Promise<unknown>> = {
      'a claim comes': () => {
        const asks = { resources: { requests: { storage: random.pick(sizes) } }, accessModes: random.pick(modes) };
        return claims.create(claim(`c${++made}`, { ...asks, storageClassName }));
      },
      'a volume comes': () => {
        const has = { capacity: { storage: random.pick(sizes) }, accessModes: random.pick(modes) };
        return volumes.create(volume(`v${++made}`, has));
      },
      'a volume comes for a claim': () =>
        volumes.create(volume(`v${++made}`, { claimRef: { namespace: 'default', name: `c${made + 1}` } })),
      'a claim goes': async () => {
        const found = random.pick(seenClaims.lister.list());
        if (found !== undefined) await claims.delete(keyOf(found));
      },
      'the controllers begin anew': () => (random.chance(0.3) ? cluster.restartControllers() : Promise.resolve()),
      'time passes': async () => clock.advance(random.below(3_000)),
    };
    const kinds = Object.keys(events);
    // What happens may come too late: the object is gone, or has changed.
    for (let count = 0; count < 80; count++) await events[random.pick(kinds)]?.().catch(() => undefined);

    // There is room for everybody in the end.
    for (const { metadata } of seenClaims.lister.list()) {
      const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'];
      await volumes.create(volume(`room-${metadata.name}`, { capacity: { storage: '3Gi' }, accessModes }));
    }
    const settled = untilHolds([seenClaims, seenVolumes], () => {
      const all = seenVolumes.lister.list();
      const living = seenClaims.lister.list();
      return living.every(isBound) && all.every((one) => phaseFits(one, living));
    });
    await whileTimePasses(clock, settled);
    await Promise.all([seenClaims.stop(), seenVolumes.stop()]);
    expect(faults).toEqual([]);
  });
});

/** A volume is bound to a claim that names it, released by one that is gone, or free. */
function phaseFits({ metadata, spec, status }: PersistentVolume, claims: readonly PersistentVolumeClaim[]): boolean {
  const owner = claims.find(({ metadata: { uid } }) => uid === spec?.claimRef?.uid);
  if (owner !== undefined) return status?.phase === 'Bound' && owner.spec?.volumeName === metadata.name;
  return status?.phase === (spec?.claimRef?.uid ? 'Released' : 'Available');
}
