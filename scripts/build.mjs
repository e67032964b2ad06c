import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root, run, step } from './bootstrap.mjs';
import { removeStale } from './remove-stale.mjs';
import { readUsage } from './usage.mjs';

/**
 * Generated API types, then TypeScript, then the bundles that start fast. Each part skips what is up to date.
 * `projects` are what TypeScript builds, with all they refer to: everything, tests and benchmarks included, by default.
 */
export function build(projects = ['.']) {
  bootstrap();
  step('Building');
  run(process.execPath, [path.join('packages', 'api', 'generator', 'main.mjs')], { quiet: true });
  run(process.execPath, [path.join('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...projects], { quiet: true });
  removeStale(root);
  for (const name of ['kubectl', 'cluster']) {
    const script = path.join('packages', name, 'build.mjs');
    if (existsSync(path.join(root, script))) run(process.execPath, [script], { quiet: true });
  }
}

readUsage(import.meta.filename, 'Usage: node scripts/build.mjs\n\nInstalls what is needed, and builds what changed.');
if (process.argv[1] === import.meta.filename) build();
