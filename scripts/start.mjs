import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bootstrap.mjs';
import { build } from './build.mjs';

/** `npm start`: a built checkout and a running cluster. Arguments are passed on to `sampan up`. */
build(['packages/cluster']);
const sampan = path.join(root, 'packages', 'cluster', 'bin', 'sampan.js');
const { status } = spawnSync(process.execPath, [sampan, 'up', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
