import { systemClock } from '@sampan/api';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createLogger,
  loadKubeconfig,
  readCommandLine,
  UsageError,
} from '@sampan/client';
import { startSimulator } from './start-simulator.js';

const usage = `
Usage: sampan-node-simulator [flags]

  --kubeconfig FILE  how the API server is reached, and as whom
  --nodes COUNT      how many nodes there are (1)
  --max-pods COUNT   how many Pods each of them takes (110)
  -v, --v LEVEL      how much it logs (0)
`;

/** The process of the simulated nodes. */
const { values } = readCommandLine({
  usage,
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
  nodes: count('nodes', values.nodes),
  maxPods: count('max-pods', values['max-pods']),
});
function count(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${flag} takes a whole number, not "${text}"`);
  return Number(text);
}

logger.info('the simulated nodes are ready', { nodes: values.nodes });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator
      .stop()
      .then(() => transport.close())
      .finally(() => process.exit(0));
  });
}
