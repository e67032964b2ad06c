// Bundles kubectl into one CommonJS file and leaves V8's compiled code beside it, so that it starts almost as fast as
// bare Node. Modules that a command does not need are in the file but are not run until something imports them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (file) => fileURLToPath(new URL(file, import.meta.url));

await build({
  entryPoints: [at('dist/main.js')],
  outfile: at('dist/kubectl.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // What is outside of the bundle is required when it is needed: V8's cached scripts cannot import.
  supported: { 'dynamic-import': false },
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
spawnSync(process.execPath, [at('bin/kubectl.js'), 'options'], {
  env: { ...process.env, SAMPAN_WRITE_CODE_CACHE: '1' },
  stdio: ['ignore', 'ignore', 'inherit'],
});
