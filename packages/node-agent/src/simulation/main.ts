import { parseArgs } from 'node:util';
import { systemClock } from '@sampan/api';
import { connectionFor, createClient, createHttpTransport, createLogger, loadKubeconfig } from '@sampan/client';
import { startSimulator } from './start-simulator.js';

/** The process of the simulated nodes: `node-simulator --kubeconfig FILE --nodes COUNT [--max-pods COUNT] [-v LEVEL]`. */
const { values } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    'max-pods': { type: 'string', default: '110' },
    v: { type: 'string', short: 'v', default: '0' },
  },
});
const logger = createLogger({ level: Number(values.v) >= 4 ? 'debug' : 'info' });
const loaded = await loadKubeconfig(values.kubeconfig === undefined ? {} : { file: values.kubeconfig });
const { connection } = await connectionFor(loaded, { userAgent: 'sampan-node-simulator' });
const transport = createHttpTransport(connection);
const simulator = await startSimulator({
  client: createClient(transport),
  clock: systemClock,
  logger,
  nodes: Number(values.nodes),
  maxPods: Number(values['max-pods']),
});
logger.info('the simulated nodes are ready', { nodes: values.nodes });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator
      .stop()
      .then(() => transport.close())
      .finally(() => process.exit(0));
  });
}
