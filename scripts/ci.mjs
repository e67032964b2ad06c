import { spawnSync } from 'node:child_process';
import { root } from './bootstrap.mjs';
import { readUsage } from './usage.mjs';

/**
 * What `.ci/run` runs: `npm test` with a JSON report besides the readable one, then lint and dead code.
 * The first argument is the report's file.
 */
const usage = 'Usage: node scripts/ci.mjs REPORT\n\nEvery test, then lint; REPORT is the file of the JSON report.';
const [report] = readUsage(import.meta.filename, usage, 1);
const steps = [
  ['npm', ['test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]],
  ['npm', ['run', 'lint']],
];
let failed = false;
for (const [command, args] of steps) {
  // What a test cannot do here (compare with a kubectl that is not there) fails here, and is only said elsewhere.
  const env = { ...process.env, CI: 'true' };
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
