import { systemClock } from '@sampan/api';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createLogger,
  loadKubeconfig,
  readCommandLine,
} from '@sampan/client';
import { startScheduler } from './start-scheduler.js';

const usage = `
Usage: sampan-scheduler [flags]

  --kubeconfig FILE  how the API server is reached, and as whom
  -v, --v LEVEL      how much it logs (0)
`;

/** The scheduler's process. */
process.channel?.unref();
const { values } = readCommandLine({
  usage,
  options: { kubeconfig: { type: 'string' }, v: { type: 'string', short: 'v', default: '0' } },
});
const logger = createLogger({ level: Number(values.v) >= 4 ? 'debug' : 'info' });
const loaded = await loadKubeconfig(values.kubeconfig === undefined ? {} : { file: values.kubeconfig });
const { connection } = await connectionFor(loaded, { userAgent: 'kube-scheduler' });
const client = createClient(createHttpTransport(connection));
const scheduler = startScheduler({ client, clock: systemClock, logger });
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void scheduler.stop().then(() => process.exit(0)));
}
await scheduler.synced;
process.send?.('ready');
