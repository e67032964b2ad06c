import type { Fixture, Row } from '../fixture.js';
import { measure } from '../load.js';
import { collection, configMap } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';

export function creates(fixture: Fixture): Row[] {
  return ([1, 16, 64] as const).map((clients) => ({
    name: `create ConfigMap of 1 KiB, ${clients} writer${clients === 1 ? '' : 's'}`,
    yardstick: kubeApiserver[`create${clients}`],
    run: async () => {
      const namespace = `bench-create-${clients}`;
      await fixture.namespace(namespace);
      const path = collection('configmaps', namespace);
      return measure(fixture.server, {
        clients,
        seconds: fixture.seconds,
        next: (index) => ({ method: 'POST', path, body: configMap(`object-${index}`) }),
      });
    },
  }));
}
