/**
 * What the API server does for each row of kube-apiserver's table, through TLS, with every write synced to disk:
 * `node bench/dist/api.js [--only TEXT] [--seconds N] [--profile FOLDER] [--server FILE]`. Linux only: it reads CPU time from /proc.
 */
import { parseArgs } from 'node:util';
import { createFixture } from './api/fixture.js';
import { printHeading, printRow } from './api/report.js';
import { contention } from './api/rows/contention.js';
import { creates } from './api/rows/creates.js';
import { pods } from './api/rows/pods.js';
import { reads } from './api/rows/reads.js';
import { removals } from './api/rows/removals.js';
import { updates } from './api/rows/updates.js';
import { watch } from './api/rows/watch.js';
import { startServer } from './api/server.js';
import { warmUp } from './api/warm-up.js';

const { values: flags } = parseArgs({
  options: {
    /** Only rows whose names contain this. */
    only: { type: 'string', default: '' },
    /** How long each timed load lasts. */
    seconds: { type: 'string', default: '3' },
    /** Where the server writes CPU profiles (`.cpuprofile`) when it stops. */
    profile: { type: 'string' },
    /** Another build of the API server, to compare with: its `apiserver.js`. */
    server: { type: 'string' },
  },
});

const server = await startServer({ profile: flags.profile, entry: flags.server });
try {
  const fixture = createFixture(server, Number(flags.seconds));
  const parts = [creates, updates, contention, watch, removals, pods, reads];
  const rows = parts.flatMap((part) => part(fixture)).filter(({ name }) => name.includes(flags.only));
  await warmUp(fixture);
  printHeading();
  for (const { name, yardstick, run } of rows) printRow(name, await run(), yardstick);
} finally {
  await server.stop();
}
