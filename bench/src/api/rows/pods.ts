import type { Fixture, Row } from '../fixture.js';
import { measure } from '../load.js';
import { collection, pod } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';

const podBytes = 3_400;
const deletedPods = 3_000;

export function pods(fixture: Fixture): Row[] {
  return [
    {
      name: 'create Pod of 3.4 kB, 16 writers',
      yardstick: kubeApiserver.createPod,
      run: async () => {
        const factory = await fixture.podsOf(podBytes, 'bench-pods');
        const path = collection('pods', 'bench-pods');
        return measure(fixture.server, {
          clients: 16,
          seconds: fixture.seconds,
          next: (index) => ({ method: 'POST', path, body: factory(index).body }),
        });
      },
    },
    {
      name: 'delete Pod of 3.4 kB, 16 writers',
      yardstick: kubeApiserver.deletePod,
      run: async () => {
        const factory = await fixture.podsOf(podBytes, 'bench-deleted-pods');
        await fixture.pods('bench-deleted-pods', factory, { from: 0, to: deletedPods });
        const path = collection('pods', 'bench-deleted-pods');
        return measure(fixture.server, {
          clients: 16,
          seconds: Number.POSITIVE_INFINITY,
          next: (index) =>
            index < deletedPods ? { method: 'DELETE', path: `${path}/${pod(index, '').name}` } : undefined,
        });
      },
    },
  ];
}
