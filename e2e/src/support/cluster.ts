import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { kubectlBinary, realKubectl, sampanBinary } from './paths.js';
import { type RunOptions, type RunResult, run, succeed } from './run.js';

/** A cluster of a test's own: in a folder, on a free port, with a kubeconfig that nobody else reads. */
export interface TestCluster {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly server: string;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The cluster's CA certificate, PEM. */
  readonly ca: string;
  sampan(...args: string[]): Promise<RunResult>;
  /** Our own kubectl. Throws when it fails. */
  kubectl(...args: string[]): Promise<string>;
  /** Process ids by component, `supervisor` among them. */
  pids(): Promise<Record<string, number>>;
  /** Stops the cluster and removes all of it; throws when a process is left over. */
  destroy(): Promise<void>;
}

/** Starts a cluster as a person would: by `sampan up`. */
export async function startTestCluster(...args: string[]): Promise<TestCluster> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'sampan-e2e-'));
  const kubeconfig = path.join(home, 'kubeconfig');
  const env = { ...process.env, SAMPAN_HOME: home, KUBECONFIG: kubeconfig, HOME: home, NO_COLOR: '1' };
  const sampan = (...rest: string[]) => run(process.execPath, [sampanBinary, ...rest], { env, timeout: 180_000 });
  const started = await sampan('up', '--port', '0', ...args);
  if (started.code !== 0) {
    await sampan('delete');
    await rm(home, { recursive: true, force: true });
    throw new Error(`sampan up: exit code ${started.code}\n${started.stdout}${started.stderr}`);
  }
  const folder = path.join(home, 'sampan');
  const config = JSON.parse(await readFile(path.join(folder, 'cluster.json'), 'utf8')) as { port: number };
  return {
    home,
    env,
    server: `https://127.0.0.1:${config.port}`,
    token: (await sampan('token')).stdout.trim(),
    ca: await readFile(path.join(folder, 'pki', 'ca.crt'), 'utf8'),
    sampan,
    kubectl: (...rest) => succeed(process.execPath, [kubectlBinary, ...rest], { env }),
    pids: () => readPids(path.join(folder, 'run')),
    destroy: async () => {
      for (const name of await clustersOf(home)) if (name !== 'sampan') await sampan('delete', '--name', name);
      const { code, stderr } = await sampan('delete');
      const left = await processesNaming(home);
      await rm(home, { recursive: true, force: true });
      if (code !== 0) throw new Error(`sampan delete: exit code ${code}\n${stderr}`);
      if (left.length > 0) throw new Error(`processes are left over:\n${left.join('\n')}`);
    },
  };
}

/** The kubectl binaries to tell a story with: ours, and the real one where there is one. */
export const kubectls: readonly { name: string; command: string; prefix: readonly string[] }[] = [
  { name: 'our kubectl', command: process.execPath, prefix: [kubectlBinary] },
  ...(realKubectl === undefined ? [] : [{ name: 'the real kubectl', command: realKubectl, prefix: [] }]),
];

if (realKubectl === undefined)
  process.stderr.write('no kubectl on PATH: its half of the end-to-end tests is left out\n');

/** Runs one of {@link kubectls}; throws when it fails. */
export function runKubectl(
  which: (typeof kubectls)[number],
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  return succeed(which.command, [...which.prefix, ...args], options);
}

/** Those that a test made besides its first, and did not delete because it failed. */
async function clustersOf(home: string): Promise<string[]> {
  const entries = await readdir(home, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isCluster = await Promise.all(folders.map((name) => exists(path.join(home, name, 'cluster.json'))));
  return folders.filter((_, index) => isCluster[index]);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Each component's lock is a folder; who holds it has a file named after it in there: `PID START`. */
async function readPids(run: string): Promise<Record<string, number>> {
  const pids: Record<string, number> = {};
  for (const component of await readdir(run).catch(() => [])) {
    for (const claim of await readdir(path.join(run, component))) {
      const [pid = '', start = ''] = decodeURIComponent(claim).split(' ');
      if (await isRunning(pid, start)) pids[component] = Number(pid);
    }
  }
  return pids;
}

/** The third and the 22nd field of `/proc/PID/stat`: the state, and when it started. */
async function isRunning(pid: string, start: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] !== 'Z' && fields[19] === start;
}

/** Command lines of running processes that name `text`: how leftovers of a cluster are found, on Linux. */
export async function processesNaming(text: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const [command, environment, cwd] = await Promise.all([
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
      ]);
      const zombie = / Z /.test(cwd);
      const names = command.includes(text) || environment.includes(`SAMPAN_ROOT=${text}`);
      return names && !zombie && Number(pid) !== process.pid ? `${pid} ${command.replaceAll('\0', ' ')}` : '';
    }),
  );
  return lines.filter((line) => line !== '');
}
