import path from 'node:path';
import { run, step } from './bootstrap.mjs';
import { build } from './build.mjs';

/** `pnpm check`: types, lint and format, package boundaries, dead code, unit tests. */
const bin = (...parts) => path.join('node_modules', ...parts);

build();
step('Lint, format and import boundaries');
run(process.execPath, [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']);
step('Dead code');
run(process.execPath, [bin('knip', 'bin', 'knip.js')]);
step('Unit tests');
run(process.execPath, [bin('vitest', 'vitest.mjs'), 'run', 'packages']);
