#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemClock } from '@sampan/api';
import { connectionFor, createClient, createHttpTransport, createLogger, loadKubeconfig } from '@sampan/client';
import { type Flags, parseFlags } from './flags.js';
import type { AgentServerOptions } from './options.js';
import { startNodeAgent } from './start-node-agent.js';

const flags = parseFlags(process.argv.slice(2), hostname());
const logger = createLogger({ level: flags.verbosity >= 4 ? 'debug' : 'info' });
const kubeconfig = await loadKubeconfig(flags.kubeconfig === undefined ? {} : { file: flags.kubeconfig });
const { connection } = await connectionFor(kubeconfig);
const transport = createHttpTransport(connection);
const agent = await startNodeAgent({
  ...flags,
  client: createClient(transport, { userAgent: 'sampan-node-agent/0.1.0' }),
  clock: systemClock,
  logger,
  server: await serverOptions(flags),
});
logger.info('node agent is ready', { node: flags.nodeName, port: agent.port });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void agent
      .stop()
      .then(() => transport.close())
      .finally(() => process.exit(0));
  });
}

/** Without a certificate the agent has no API of its own. */
async function serverOptions({ address, port, tls }: Flags): Promise<AgentServerOptions | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key, clientCa] = await Promise.all(
    [tls.certFile, tls.keyFile, tls.clientCaFile].map((file) => readFile(file, 'utf8')),
  );
  return { address, port, cert: cert as string, key: key as string, clientCa: clientCa as string };
}
