import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

const pnpmVersion = '12.21.0';
const toolsDir = path.join(root, '.tools');
const pnpmEntry = path.join(toolsDir, 'node_modules', 'pnpm');

/**
 * Makes a fresh checkout ready to build: the pinned pnpm in `.tools`, then every dependency. Does nothing when the
 * lock file and Node are those of the last time.
 */
export function bootstrap() {
  requireNode('20.19.0');
  const stampFile = path.join(root, 'node_modules', '.sampan-install');
  const stamp = installStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const pnpm = ensurePnpm();
  step('Installing dependencies');
  run(process.execPath, [pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    env: nativeBuildEnvironment(),
    quiet: true,
  });
  verifyNativeAddon(pnpm);
  writeFileSync(stampFile, stamp);
}

/** Runs a program to its end; a failure prints what it said and ends this process with its exit code. */
export function run(command, args, { env = process.env, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.error) fail(`cannot run ${command}: ${result.error.message}`);
  if (result.status !== 0) {
    if (quiet) process.stderr.write(Buffer.concat([result.stdout, result.stderr]));
    process.exit(result.status ?? 1);
  }
  return quiet ? result.stdout.toString() : '';
}

export function step(message) {
  process.stderr.write(`• ${message}\n`);
}

function requireNode(minimum) {
  const [wantMajor, wantMinor] = minimum.split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(`Node ${minimum} or newer is needed, this is ${process.version}: install a current release from nodejs.org`);
}

/** pnpm comes from the npm registry, so that nothing has to be installed globally. */
function ensurePnpm() {
  const manifest = path.join(pnpmEntry, 'package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== pnpmVersion) {
    step(`Fetching pnpm ${pnpmVersion}`);
    mkdirSync(toolsDir, { recursive: true });
    writeFileSync(path.join(toolsDir, 'package.json'), '{"private":true}\n');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    run(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', toolsDir, `pnpm@${pnpmVersion}`], {
      quiet: true,
    });
  }
  return path.join(pnpmEntry, 'bin', 'pnpm.mjs');
}

/**
 * better-sqlite3 is compiled where its prebuilt binary cannot be downloaded. The running Node usually ships the
 * headers that needs; with them, nothing but the registry is asked.
 */
function nativeBuildEnvironment() {
  const prefix = path.resolve(process.execPath, '..', '..');
  const hasHeaders = existsSync(path.join(prefix, 'include', 'node', 'node.h'));
  return { ...process.env, CI: 'true', ...(hasHeaders ? { npm_config_nodedir: prefix } : {}) };
}

/** A build for another Node (after an upgrade) loads no longer: it is made again. */
function verifyNativeAddon(pnpm) {
  const probe = () => {
    const require = createRequire(path.join(root, 'packages', 'apiserver', 'package.json'));
    const script = `new (require(${JSON.stringify(require.resolve('better-sqlite3'))}))(':memory:').close()`;
    return spawnSync(process.execPath, ['-e', script]).status === 0;
  };
  if (probe()) return;
  step('Building SQLite for this Node (about a minute)');
  run(process.execPath, [pnpm, 'rebuild', '--recursive', 'better-sqlite3'], {
    env: nativeBuildEnvironment(),
    quiet: true,
  });
  if (!probe()) fail('better-sqlite3 does not load: a C++ compiler, make and python3 are needed to build it');
}

function installStamp() {
  const hash = createHash('sha256').update(process.version).update(process.arch);
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  for (const dir of readdirSync(path.join(root, 'packages'))) manifests.push(`packages/${dir}/package.json`);
  manifests.push('e2e/package.json', 'bench/package.json');
  for (const file of manifests) {
    if (existsSync(path.join(root, file))) hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
