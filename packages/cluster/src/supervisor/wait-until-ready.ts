import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Clock,
  isConditionTrue,
  type KubernetesObject,
  type Node,
  type ResourceType,
  resources,
  systemClock,
} from '@sampan/api';
import { type Client, connectionFor, createClient, createHttpTransport, loadKubeconfig } from '@sampan/client';
import { isSimulated } from '@sampan/node-agent';
import type { Terminal } from '../cli/terminal.js';
import type { ClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, kubeconfigFile, logFile } from '../layout/cluster-folder.js';
import { clusterCertificates } from '../pki/cluster-pki.js';
import { runningComponents } from '../processes/component-locks.js';
import { UserError } from '../user-error.js';
import { clusterComponents } from './components.js';
import type { SupervisorHandle } from './launch-supervisor.js';
import type { ComponentState } from './supervised-process.js';
import { supervisorName } from './supervisor.js';

/** How long a cluster may take to become ready, in milliseconds: slow machines and many nodes included. */
const patience = 120_000;
/** A component that has failed so often in a row will not work without help. */
const hopeless = 3;

/**
 * Waits for the API server, every node, and the default service account without which no Pod can be created, telling
 * the terminal of each. Throws a UserError with the end of the log when a component keeps failing.
 */
export async function waitUntilReady(options: {
  folder: ClusterFolder;
  config: ClusterConfig;
  supervisor: SupervisorHandle;
  terminal: Terminal;
  /** What was in the logs before this start, which is not repeated. */
  logsBefore: LogSizes;
}): Promise<void> {
  const { folder, config, supervisor, terminal, logsBefore } = options;
  const abort = new AbortController();
  const failure = new Promise<never>((_, reject) => {
    watchFailures(folder, { supervisor, logsBefore }, reject);
    const timer = systemClock.setTimeout(
      () =>
        reject(
          new UserError(
            `the cluster is not ready after ${patience / 1000} s`,
            '`sampan status` and `sampan logs` tell more',
          ),
        ),
      patience,
    );
    abort.signal.addEventListener('abort', () => timer.cancel());
  });
  const client = await adminClient(folder);
  const tick = (text: string) => terminal.progress(`  ${terminal.style.green('✓')} ${text}`);
  const warn = (text: string) => terminal.progress(`  ${terminal.style.yellow('!')} ${text}`);
  try {
    await Promise.race([ready(client, { folder, config, tick, warn, signal: abort.signal }), failure]);
  } finally {
    abort.abort();
    await client.transport.close();
  }
}

/** A client with the administrator's certificate. */
export async function adminClient(folder: ClusterFolder): Promise<Client> {
  const loaded = await loadKubeconfig({ file: kubeconfigFile(folder, clusterCertificates.admin) });
  const { connection } = await connectionFor(loaded);
  return createClient(createHttpTransport(connection));
}

async function ready(
  client: Client,
  options: {
    folder: ClusterFolder;
    config: ClusterConfig;
    tick: (text: string) => void;
    warn: (text: string) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { folder, config, tick, warn, signal } = options;
  const health = await apiServerReady(client, { clock: systemClock, signal });
  if (signal.aborted) return;
  tick('API server');
  for (const [, note = ''] of health.matchAll(/^\[!\]\S+ (.*)$/gm)) warn(note);
  const waiting = new Set(config.nodes.map((node) => node.name));
  await Promise.all([
    everyComponentRuns(folder, { config, clock: systemClock, signal }),
    waiting.size > 0 &&
      observe(client, resources.nodes, {
        signal,
        until: (node) => {
          if (isNodeReady(node) && waiting.delete(node.metadata.name ?? '')) tick(`node ${node.metadata.name}`);
          return waiting.size === 0;
        },
      }),
    config.simulatedNodes !== undefined && simulatedNodesReady(client, config.simulatedNodes, { tick, signal }),
    observe(client, resources.serviceAccounts, {
      namespace: 'default',
      signal,
      until: (account) => account.metadata.name === 'default',
    }),
  ]);
}

async function simulatedNodesReady(
  client: Client,
  count: number,
  { tick, signal }: { tick: (text: string) => void; signal: AbortSignal },
): Promise<void> {
  const ready = new Set<string>();
  await observe(client, resources.nodes, {
    signal,
    until: (node) => {
      if (isSimulated(node) && isNodeReady(node)) ready.add(node.metadata.name ?? '');
      return ready.size >= count;
    },
  });
  if (!signal.aborted) tick(count === 1 ? 'one simulated node' : `${count} simulated nodes`);
}

/** Returns what the server says about its health. Nobody can tell when a server that is not there yet will be: it is asked, at first often. */
async function apiServerReady(
  client: Client,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<string> {
  for (let pause = 20; !signal.aborted; pause = Math.min(pause * 1.3, 500)) {
    try {
      const response = await client.raw({ method: 'GET', path: '/readyz?verbose', signal });
      return await response.text();
    } catch {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, pause));
    }
  }
  return '';
}

/** The scheduler and the controllers tell nobody that they have started, but they hold their locks from then on. */
async function everyComponentRuns(
  folder: ClusterFolder,
  { config, clock, signal }: { config: ClusterConfig; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const names = clusterComponents(folder, config).map(({ name }) => name);
  while (!signal.aborted) {
    const running = await runningComponents(folder);
    if (names.every((name) => running.has(name))) return;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
  }
}

/** Looks at every object of a resource, now and as they change, until one lookup returns true. */
async function observe<T extends KubernetesObject>(
  client: Client,
  type: ResourceType<T>,
  options: { namespace?: string; signal: AbortSignal; until: (object: T) => boolean },
): Promise<void> {
  const resource = client.resource(type);
  const scope = options.namespace === undefined ? {} : { namespace: options.namespace };
  while (!options.signal.aborted) {
    const list = await resource.list(scope);
    if (list.items.map(options.until).includes(true)) return;
    const watch = resource.watch({ ...scope, resourceVersion: list.metadata.resourceVersion ?? '' }, options.signal);
    for await (const event of watch) {
      if ((event.type === 'ADDED' || event.type === 'MODIFIED') && options.until(event.object as T)) return;
    }
  }
}

function isNodeReady(node: Node): boolean {
  return isConditionTrue(node.status?.conditions, 'Ready');
}

function watchFailures(
  folder: ClusterFolder,
  { supervisor, logsBefore }: { supervisor: SupervisorHandle; logsBefore: LogSizes },
  reject: (error: Error) => void,
): void {
  const failures = new Map<string, number>();
  const give = (component: string, what: string) =>
    void logTail(folder, component, logsBefore).then((tail) =>
      reject(new UserError(tail === '' ? what : `${what}:\n${tail}`, `its log: ${logFile(folder, component)}`)),
    );
  supervisor.onExit(() => give(supervisorName, 'the supervisor has ended'));
  supervisor.onState((state: ComponentState) => {
    if (state.state === 'ready') failures.delete(state.component);
    if (state.state !== 'failed') return;
    const count = (failures.get(state.component) ?? 0) + 1;
    failures.set(state.component, count);
    if (count >= hopeless) give(state.component, `${state.component} does not start (${state.detail})`);
  });
}

/** How long each component's log was, in bytes, by its name. */
export type LogSizes = ReadonlyMap<string, number>;

export async function logSizes(folder: ClusterFolder): Promise<LogSizes> {
  const names = await readdir(folder.logs).catch(() => []);
  const logs = names.filter((name) => name.endsWith('.log'));
  return new Map(
    await Promise.all(
      logs.map(
        async (name) => [name.slice(0, -'.log'.length), (await stat(path.join(folder.logs, name))).size] as const,
      ),
    ),
  );
}

/** The last lines that a component has logged since `before`. */
export async function logTail(folder: ClusterFolder, component: string, before: LogSizes): Promise<string> {
  const log = await readFile(logFile(folder, component)).catch(() => Buffer.alloc(0));
  const begin = before.get(component) ?? 0;
  const own = log
    .subarray(begin <= log.length ? begin : 0)
    .toString('utf8')
    .trimEnd();
  const lines = own === '' ? [] : own.split('\n').slice(-8);
  return lines.map((line) => `  ${line}`).join('\n');
}
