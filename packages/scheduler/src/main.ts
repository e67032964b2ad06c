import { systemClock } from '@sampan/api';
import {
  connectionFor,
  createClient,
  createHttpTransport,
  createLogger,
  loadKubeconfig,
  readCommandLine,
} from '@sampan/client';
import { type RunningScheduler, type SchedulerOptions, startScheduler } from './start-scheduler.js';

const usage = `
Usage: sampan-scheduler [flags]

  --config FILE      a KubeSchedulerConfiguration: profiles, their plugins and arguments
  --kubeconfig FILE  how the API server is reached, and as whom
  -v, --v LEVEL      how much it logs (0)
`;

/** The scheduler's process. */
process.channel?.unref();
const { values } = readCommandLine({
  usage,
  options: {
    config: { type: 'string' },
    kubeconfig: { type: 'string' },
    v: { type: 'string', short: 'v', default: '0' },
  },
});
const logger = createLogger({ level: Number(values.v) >= 4 ? 'debug' : 'info' });
const configuration = values.config === undefined ? undefined : await configurationIn(values.config);
const kubeconfig = values.kubeconfig ?? configuration?.clientConnection.kubeconfig;
const loaded = await loadKubeconfig(kubeconfig === undefined ? {} : { file: kubeconfig });
const { connection } = await connectionFor(loaded, { userAgent: 'kube-scheduler' });
const client = createClient(createHttpTransport(connection));
const scheduler = startOrFail({ client, clock: systemClock, logger, ...(configuration && { configuration }) });
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void scheduler.stop().then(() => process.exit(0)));
}
await scheduler.synced;
process.send?.('ready');

/** The reader of YAML and the schemas are only loaded for a configuration. */
async function configurationIn(file: string) {
  const { loadConfiguration } = await import('./config/load-configuration.js');
  return loadConfiguration(file).catch(fail);
}

function startOrFail(options: SchedulerOptions): RunningScheduler {
  try {
    return startScheduler(options);
  } catch (error) {
    return fail(error);
  }
}

function fail(error: unknown): never {
  logger.error('command failed', { error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
