import { access } from 'node:fs/promises';
import { readCommandLine } from '../../packages/client/dist/index.js';
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

const usage = `
Usage: node bench/dist/api.js [flags]

What the API server does for each row of kube-apiserver's table, through TLS, with every write synced to disk. Linux only:
CPU time is read from /proc.

  --only TEXT       only rows whose names contain this
  --seconds N       how long each timed load lasts (3)
  --profile FOLDER  where the server writes CPU profiles (.cpuprofile) when it stops
  --server FILE     the apiserver.js of another build, to compare with
`;

const { values: flags } = readCommandLine({
  usage,
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '3' },
    profile: { type: 'string' },
    server: { type: 'string' },
  },
});

if (flags.server !== undefined) await access(flags.server);
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
