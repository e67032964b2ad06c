import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the entry point of every process of a cluster into `dist/bundle`: one file to read instead of several
 * hundred is most of what makes a cluster start in about a second. What native code or other processes load by path
 * lies beside the bundles.
 */
const root = path.dirname(fileURLToPath(import.meta.url));
const packages = path.resolve(root, '..');
const outdir = path.join(root, 'dist', 'bundle');
const stampFile = path.join(outdir, '.inputs');

/**
 * A CommonJS package that is imported lazily becomes a chunk of its own, of which esbuild exports `default` alone. Here
 * it gets the named exports that Node would give it.
 */
const namedExports = {
  name: 'named-exports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(yaml|prom-client)$/ }, ({ path: name, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path: name, namespace: 'named-exports', pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'named-exports' }, ({ path: name, pluginData: resolveDir }) => {
      const names = Object.keys(createRequire(path.join(resolveDir, 'index.js'))(name));
      const contents = `import all from '${name}';\nexport default all;\nexport const { ${names.join(', ')} } = all;\n`;
      return { contents, resolveDir };
    });
  },
};

const entryPoints = {
  sampan: path.join(root, 'dist', 'main.js'),
  supervisor: path.join(root, 'dist', 'supervisor', 'main.js'),
  'hold-component-lock': path.join(root, 'dist', 'supervisor', 'hold-component-lock.js'),
  apiserver: path.join(packages, 'apiserver', 'dist', 'main.js'),
  'sqlite-worker': path.join(packages, 'apiserver', 'dist', 'store', 'sqlite-worker.js'),
  'yaml-worker': path.join(packages, 'apiserver', 'dist', 'body', 'yaml-worker.js'),
  'controller-manager': path.join(packages, 'controllers', 'dist', 'main.js'),
  scheduler: path.join(packages, 'scheduler', 'dist', 'main.js'),
  'node-agent': path.join(packages, 'node-agent', 'dist', 'main.js'),
  'node-simulator': path.join(packages, 'node-agent', 'dist', 'simulation', 'main.js'),
};

if (!upToDate()) {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    metafile: true,
    external: ['better-sqlite3', '@lydell/node-pty', '@sampan/kubectl'],
    // CommonJS dependencies ask for Node's own modules with `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [namedExports],
    logLevel: 'warning',
  });
  const assets = path.join(packages, 'node-agent', 'assets');
  if (existsSync(assets)) cpSync(assets, path.join(outdir, 'assets'), { recursive: true });
  // By their place in the checkout: one that was copied or moved is built from its own files.
  const inputs = Object.keys(metafile.inputs).map((file) => path.relative(packages, path.resolve(file)));
  writeFileSync(stampFile, JSON.stringify({ inputs, digest: digest(inputs) }));
}

function upToDate() {
  if (!existsSync(stampFile)) return false;
  const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
  return stamp.digest === digest(stamp.inputs);
}

/** Over the contents of all that went in; a file that is gone changes it too. */
function digest(inputs) {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of inputs) {
    const absolute = path.resolve(packages, file);
    if (existsSync(absolute)) hash.update(file).update(readFileSync(absolute));
  }
  return hash.digest('hex');
}
