import type { Fixture, Row } from '../fixture.js';
import { measure } from '../load.js';
import { collection } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';

const deleted = 5_000;
const collected = 2_000;

export function removals(fixture: Fixture): Row[] {
  return [
    {
      name: 'delete ConfigMap, 16 writers',
      yardstick: kubeApiserver.delete,
      run: async () => {
        await fixture.configMaps('bench-deleted', deleted);
        const path = collection('configmaps', 'bench-deleted');
        return measure(fixture.server, {
          clients: 16,
          seconds: Number.POSITIVE_INFINITY,
          next: (index) => (index < deleted ? { method: 'DELETE', path: `${path}/object-${index}` } : undefined),
        });
      },
    },
    {
      name: 'deletecollection of 2,000 ConfigMaps',
      yardstick: kubeApiserver.deleteCollection,
      run: async () => {
        await fixture.configMaps('bench-collected', collected);
        const path = collection('configmaps', 'bench-collected');
        const request = await measure(fixture.server, {
          clients: 1,
          seconds: Number.POSITIVE_INFINITY,
          next: (index) => (index === 0 ? { method: 'DELETE', path } : undefined),
        });
        // What counts is the objects; the latencies are those of the one request.
        const perSecond = request.perSecond * collected;
        return { ...request, operations: collected, perSecond, cpuMs: request.cpuMs / collected };
      },
    },
  ];
}
