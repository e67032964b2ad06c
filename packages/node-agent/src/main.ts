#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemClock } from '@sampan/api';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createLogger,
  loadKubeconfig,
  type Transport,
} from '@sampan/client';
import { type Flags, parseFlags } from './flags.js';
import type { AgentServerOptions } from './options.js';
import { startNodeAgent } from './start-node-agent.js';

const flags = parseFlags(hostname());
const logger = createLogger({ level: flags.verbosity >= 4 ? 'debug' : 'info' });
const transport = await transportFor(flags.kubeconfig);
const proxyTransport =
  flags.serviceProxyKubeconfig === undefined ? transport : await transportFor(flags.serviceProxyKubeconfig);
const clientOf = (through: Transport) => createClient(through, { userAgent: 'sampan-node-agent/0.1.0' });
const { serviceProxy: runsServiceProxy, ...options } = flags;
const agent = await startNodeAgent({
  ...options,
  client: clientOf(transport),
  ...(runsServiceProxy && { serviceProxy: { client: clientOf(proxyTransport) } }),
  clock: systemClock,
  logger,
  server: await serverOptions(flags),
});
logger.info('node agent is ready', { node: flags.nodeName, port: agent.port });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void agent
      .stop()
      .then(() => Promise.all([transport.close(), proxyTransport.close()]))
      .finally(() => process.exit(0));
  });
}

/** How the API server is reached, as whom a kubeconfig says. */
async function transportFor(file: string | undefined): Promise<Transport> {
  const { connection } = await connectionFor(await loadKubeconfig(file === undefined ? {} : { file }));
  return createHttpTransport(connection);
}

/** Without a certificate the agent has no API of its own. */
async function serverOptions({ address, port, tls }: Flags): Promise<AgentServerOptions | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key, clientCa] = await Promise.all(
    [tls.certFile, tls.keyFile, tls.clientCaFile].map((file) => readFile(file, 'utf8')),
  );
  return { address, port, cert: cert as string, key: key as string, clientCa: clientCa as string };
}
