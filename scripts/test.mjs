import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bootstrap.mjs';
import { build } from './build.mjs';

/** `npm test`: builds, then runs every test. Arguments are passed on to Vitest (a name filters files). */
build();
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
