import path from 'node:path';
import { run, step } from './bootstrap.mjs';
import { build } from './build.mjs';
import { readUsage } from './usage.mjs';

/** `pnpm check`: types, lint and format, package boundaries, dead code, unit tests. */
readUsage(import.meta.filename, 'Usage: node scripts/check.mjs\n\nTypes, lint, boundaries, dead code and unit tests.');
const bin = (...parts) => path.join('node_modules', ...parts);

build();
step('Lint and format');
run(process.execPath, [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']);
step('Import boundaries');
run(process.execPath, [path.join('scripts', 'boundaries.mjs')]);
step('Dead code');
run(process.execPath, [bin('knip', 'bin', 'knip.js')]);
step('Unit tests');
run(process.execPath, [bin('vitest', 'vitest.mjs'), 'run', 'packages']);
