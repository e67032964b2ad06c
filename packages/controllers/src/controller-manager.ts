import { bootstrapTokenType, type Clock, type ResourceType, resources, StatusError, systemClock } from '@sampan/api';
import {
  type Client,
  createInformerFactory,
  type InformerSelection,
  type Logger,
  silentLogger,
  startController,
} from '@sampan/client';
import { type ControllerSettings, controllersOf, isEnabled, tokenControllersOf } from './controllers.js';
import { startGarbageCollector } from './garbage-collector/garbage-collector.js';
import { startResourceQuotaController } from './resourcequota/resourcequota-controller.js';

export interface ControllerManagerOptions extends ControllerSettings {
  client: Client;
  clock?: Clock;
  logger?: Logger;
}

export interface RunningControllerManager {
  /** Ends after the reconciles that are running. */
  stop(): Promise<void>;
}

/** Of Secrets, only bootstrap tokens, and of ConfigMaps, only what they sign: others may be many, and large. */
const bootstrapSelections: ReadonlyMap<ResourceType, InformerSelection> = new Map([
  [resources.secrets as ResourceType, { namespace: 'kube-system', fieldSelector: `type=${bootstrapTokenType}` }],
  [resources.configMaps as ResourceType, { namespace: 'kube-public', fieldSelector: 'metadata.name=cluster-info' }],
]);

/** Starts every controller on one set of informers; resolves when they know the cluster and have begun to work. */
export async function startControllerManager(options: ControllerManagerOptions): Promise<RunningControllerManager> {
  const { client, clock = systemClock, logger = silentLogger } = options;
  /** A server that went away is back soon; one that refuses will go on refusing. */
  const onError = (error: unknown, { plural }: ResourceType): void => {
    const level = error instanceof StatusError ? 'warn' : 'debug';
    logger[level]('a list or watch ended, will be tried again', { resource: plural, error });
  };
  const informers = createInformerFactory(client, { clock, onError });
  const environment = { client, informers, clock, logger };
  const tokens = createInformerFactory(client, { clock, onError, selections: bootstrapSelections });
  const running = controllersOf(options).map((definition) => startController(definition, environment));
  if (isEnabled('garbage-collector', options)) running.push(startGarbageCollector(environment));
  if (isEnabled('resourcequota', options)) running.push(startResourceQuotaController(environment));
  for (const definition of tokenControllersOf(options)) {
    running.push(startController(definition, { ...environment, informers: tokens }));
  }
  for (const factory of [informers, tokens]) factory.start();
  await Promise.all([informers.synced(), tokens.synced()]);
  logger.info('controllers started', { controllers: running.length });
  return {
    async stop() {
      await Promise.all(running.map((controller) => controller.stop()));
      await Promise.all([informers.stop(), tokens.stop()]);
    },
  };
}
