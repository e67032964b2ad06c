import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Clock, systemClock } from '@sampan/api';
import type { Client, ConnectionConfig, LoadedKubeconfig, ResolvedConnection, Transport } from '@sampan/client';
import type { GlobalFlags } from './global-flags.js';
import type { Io, Output } from './io.js';
import { readAll } from './io.js';
import { requestTimeout } from './request-timeout.js';
import type { TypeMapper } from './type-mapper.js';

/** The world of one run of a command. What is expensive is made when it is first asked for, and once. */
export interface Context {
  readonly out: Output;
  readonly err: Output;
  readonly io: Io;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly clock: Clock;
  readonly globals: GlobalFlags;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  print(text: string): void;
  /** A line on standard error. */
  warn(line: string): void;
  /** All of standard input. */
  readBytes(): Promise<Uint8Array>;
  kubeconfig(): Promise<LoadedKubeconfig>;
  connection(): Promise<ConnectionConfig>;
  /** The namespace to work in, and whether the user named it on the command line. */
  namespace(): Promise<{ namespace: string; explicit: boolean }>;
  client(): Promise<Client>;
  /** The types that the server serves, from a cache on disk that lives six hours. */
  types(): Promise<TypeMapper>;
  /** How many warnings the server has sent. */
  warnings(): number;
  close(): Promise<void>;
}

export interface ContextOptions {
  io: Io;
  globals: GlobalFlags;
  clock?: Clock;
}

/** The context of one run of kubectl. */
export function createContext({ io, globals, clock = systemClock }: ContextOptions): Context {
  const home = io.env.HOME ?? homedir();
  const transports: { close(): Promise<void> }[] = [];
  const seenWarnings = new Set<string>();
  let warningCount = 0;

  const kubeconfig = once(async () => {
    const { loadKubeconfig } = await import('@sampan/client');
    const file = globals.kubeconfig === '' ? {} : { file: globals.kubeconfig };
    return await loadKubeconfig({ ...file, env: io.env, cwd: io.cwd });
  });
  const resolved = once(async () => resolveConnection(await kubeconfig(), { globals, cwd: io.cwd, env: io.env }));
  const client = once(async () => {
    const { createClient, createHttpTransport } = await import('@sampan/client');
    const { connection } = await resolved();
    const transport = createHttpTransport(connection);
    transports.push(transport);
    return createClient(await logged(transport, connection.server), {
      onWarning: (text) => {
        warningCount++;
        if (!seenWarnings.has(text)) io.stderr.write(`Warning: ${text}\n`);
        seenWarnings.add(text);
      },
    });
  });

  /** As much of a log as `-v` asks for; mostly none, which costs nothing. */
  async function logged(transport: Transport, server: string): Promise<Transport> {
    const level = globals.v;
    if (level < 6) return transport;
    const { withRequestLog } = await import('./request-log.js');
    return withRequestLog(transport, { level, server, clock, write: (text) => io.stderr.write(text) });
  }

  return {
    io,
    out: io.stdout,
    err: io.stderr,
    env: io.env,
    cwd: io.cwd,
    home,
    clock,
    globals,
    signal: signalOf(io),
    print: (text) => io.stdout.write(text),
    warn: (line) => io.stderr.write(`${line}\n`),
    readBytes: () => readAll(io.stdin),
    kubeconfig,
    client,
    connection: async () => (await resolved()).connection,
    namespace: async () =>
      globals.namespace === ''
        ? { namespace: (await resolved()).namespace, explicit: false }
        : { namespace: globals.namespace, explicit: true },
    types: once(async () => {
      const { createTypeMapper } = await import('./type-mapper.js');
      const { cacheFolder, createDiscovery } = await import('./discovery.js');
      const { connection } = await resolved();
      const folder = path.resolve(io.cwd, cacheFolder({ globals, home, env: io.env, server: connection.server }));
      return await createTypeMapper(createDiscovery({ client: await client(), folder, clock }), (line) =>
        io.stderr.write(`${line}\n`),
      );
    }),
    warnings: () => warningCount,
    close: async () => {
      await Promise.all(transports.map((transport) => transport.close()));
    },
  };
}

async function resolveConnection(
  loaded: LoadedKubeconfig,
  { globals, cwd, env }: { globals: GlobalFlags; cwd: string; env: Io['env'] },
): Promise<ResolvedConnection> {
  const { connectionFor, inClusterConnection } = await import('@sampan/client');
  const isEmpty = loaded.config.clusters.length === 0 && loaded.config.contexts.length === 0;
  if (isEmpty && globals.server === '' && globals.context === '') {
    const inCluster = await inClusterConnection(env);
    if (inCluster !== undefined) return { ...inCluster, context: '' };
  }
  const given = Object.entries({
    context: globals.context,
    cluster: globals.cluster,
    user: globals.user,
    server: globals.server,
    token: globals.token,
    username: globals.username,
    password: globals.password,
    tlsServerName: globals.tlsServerName,
    clientCertificate: globals.clientCertificate && path.resolve(cwd, globals.clientCertificate),
    clientKey: globals.clientKey && path.resolve(cwd, globals.clientKey),
    certificateAuthority: globals.certificateAuthority && path.resolve(cwd, globals.certificateAuthority),
  }).filter(([, value]) => value !== '');
  const timeoutMs = requestTimeout(globals);
  return await connectionFor(loaded, {
    ...Object.fromEntries(given),
    ...(globals.insecureSkipTlsVerify && { insecureSkipTlsVerify: true }),
    ...((globals.as !== '' || globals.asUid !== '' || globals.asGroup.length > 0) && {
      impersonate: {
        user: globals.as,
        groups: globals.asGroup,
        ...(globals.asUid !== '' && { uid: globals.asUid }),
      },
    }),
    ...(timeoutMs > 0 && { timeoutMs }),
    userAgent: `kubectl/${process.version} (${process.platform}/${process.arch}) sampan`,
  });
}

/** What ends the command early. Every request listens, and a command may send any number at once. */
function signalOf(io: Io): AbortSignal {
  const signal = io.signal ?? new AbortController().signal;
  setMaxListeners(0, signal);
  return signal;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
