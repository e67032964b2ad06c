import { type Clock, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compaction } from './conformance/compaction.js';
import { lists } from './conformance/lists.js';
import { watches } from './conformance/watches.js';
import { writes } from './conformance/writes.js';
import type { StoreOptions } from './create-store.js';
import { StoreUnavailableError } from './errors.js';
import type { Store } from './store.js';
import { put, record, stampTestObject } from './store-test-tools.js';

/** How a backend's test opens stores; each is empty, and closed or abandoned by the end of the test. */
export type OpenStore = (options: Omit<StoreOptions, 'backend'> & { readonly clock: Clock }) => Promise<Store>;

/** What every store promises, whatever it is kept on. */
export function storeConformance(backend: string, open: OpenStore): void {
  describe(`${backend} store`, () => {
    const clock = new TestClock();
    let store: Store;
    beforeEach(async () => {
      store = await open({ clock, stamp: stampTestObject, recentEvents: { count: 50 } });
    });
    afterEach(() => store.close());

    writes(() => store);
    lists(() => store);
    watches(() => store);
    compaction(() => store, clock);

    it('compacts by itself when the number of rows passes its bound', async () => {
      const bounded = await open({ clock, retention: { rows: 100 } });
      for (let i = 0; i < 150; i++) await put(bounded, '/registry/pods/a/one', `${i}`);
      expect(bounded.compactedRevision).toBeGreaterThan(0);
      expect(bounded.revision - bounded.compactedRevision).toBeLessThanOrEqual(100);
      await bounded.close();
    });

    it('ends watches and refuses writes when it is closed', async () => {
      const { ended } = record(store, '/registry/pods/', 0);
      const last = put(store, '/registry/pods/a/one');
      await store.close();
      await expect(last).resolves.toMatchObject({ revision: 1 });
      await expect(ended).resolves.toBeUndefined();
      await expect(put(store, '/registry/pods/a/two')).rejects.toBeInstanceOf(StoreUnavailableError);
    });
  });
}
