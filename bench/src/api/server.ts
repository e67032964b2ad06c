import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { startTestCluster } from '@sampan/e2e/support/cluster.js';
import type { Endpoint } from './connection.js';

export interface BenchServer {
  readonly endpoint: Endpoint;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Gets CPU profiles when the server stops. */
  readonly profile?: string | undefined;
  /** Another build of the API server, to compare with: its `apiserver.js`. */
  readonly entry?: string | undefined;
  /** Flags beside those that `sampan up` gives. */
  readonly flags?: readonly string[];
}

/**
 * An API server as `sampan up` runs it (its command line, certificates and database), but alone: other components would
 * take a share of the two cores, and react to what is written.
 */
export async function startServer({ profile, entry, flags = [] }: ServerOptions): Promise<BenchServer> {
  const cluster = await startTestCluster();
  try {
    const { apiserver } = await cluster.pids();
    const [node = process.execPath, ...args] = (await readFile(`/proc/${apiserver}/cmdline`, 'utf8'))
      .split('\0')
      .slice(0, -1);
    await cluster.sampan('down');
    const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const served = args.map((arg) => (entry !== undefined && arg.endsWith('/apiserver.js') ? entry : arg));
    const child = spawn(node, [...profiling, ...served, ...flags], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await ready(child);
    const { hostname: host, port } = new URL(cluster.server);
    return {
      endpoint: { host, port: Number(port), ca: cluster.ca, token: cluster.token },
      pid: child.pid as number,
      stop: async () => {
        child.kill();
        if (child.exitCode === null) await once(child, 'exit');
        await cluster.destroy();
      },
    };
  } catch (error) {
    await cluster.destroy();
    throw error;
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the API server ended with exit code ${code}`)));
  });
}
