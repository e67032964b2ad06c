import type { Fixture, Row } from '../fixture.js';
import { measureWatch } from '../watch.js';
import { kubeApiserver } from '../yardstick.js';

const writesASecond = 1_500;

export function watch(fixture: Fixture): Row[] {
  return [
    {
      name: 'watch: events to 200 watchers, 16 writers',
      yardstick: kubeApiserver.watch,
      run: async () => {
        await fixture.namespace('bench-watched');
        const writes = Math.round(writesASecond * fixture.seconds);
        return measureWatch(fixture.server, { namespace: 'bench-watched', watchers: 200, writers: 16, writes });
      },
    },
  ];
}
