import { type Clock, type KubernetesObject, type ResourceType, resources, type Timer } from '@sampan/api';
import {
  type Client,
  createBackoff,
  createInformer,
  discover,
  type Informer,
  type InformerFactory,
  type Logger,
  sleep,
  typeOfDiscovered,
} from '@sampan/client';
import { collectableResources } from '../shared/known-resources.js';

/** Sees every object of every resource that is served, those that are served later too. */
export interface Monitors {
  /** Resolves when everything that was served at the start has been listed. */
  readonly synced: Promise<void>;
  /** The resource of a kind in the version that a reference names; undefined when it is not served. */
  typeOf(apiVersion: string, kind: string): ResourceType | undefined;
  stop(): Promise<void>;
}

export interface MonitorsOptions {
  client: Client;
  /** Those that others have anyway are listened to; for the other resources only metadata is read. */
  informers: InformerFactory;
  clock: Clock;
  logger: Logger;
  changed(object: KubernetesObject, type: ResourceType): void;
  deleted(object: KubernetesObject): void;
  /** Called when other resources are served than before. */
  servedChanged(): void;
}

const definitions = resources.customResourceDefinitions;

/** Definitions change in bursts; discovery is asked once so many milliseconds after the first change. */
const settling = 200;

export function startMonitors(options: MonitorsOptions): Monitors {
  const { client, informers, clock, logger, changed, deleted, servedChanged } = options;
  const stopping = new AbortController();
  const monitored = new Map<string, { stop(): Promise<void>; synced: Promise<void> }>();
  const kinds = new Map<string, ResourceType>();
  let pending: Timer | undefined;

  function monitor(type: ResourceType): { stop(): Promise<void>; synced: Promise<void> } {
    const shared = informers.existing(type);
    const informer: Informer<KubernetesObject> = shared ?? createInformer(client, type, { clock, metadataOnly: true });
    const unsubscribe = informer.subscribe({
      added: (object) => changed(object, type),
      updated: (object) => changed(object, type),
      deleted,
    });
    if (type.plural === definitions.plural && type.group === definitions.group) {
      informer.subscribe({ added: refreshSoon, updated: refreshSoon, deleted: refreshSoon });
    }
    if (shared === undefined) informer.start();
    return {
      synced: informer.synced,
      async stop() {
        unsubscribe();
        if (shared === undefined) await informer.stop();
      },
    };
  }

  async function refresh(): Promise<void> {
    const discovered = await discover(client);
    const wanted = new Map(
      collectableResources(discovered).map((resource) => [
        `${resource.plural}.${resource.version}.${resource.group}`,
        resource,
      ]),
    );
    kinds.clear();
    for (const resource of discovered) {
      const type = typeOfDiscovered(resource);
      const name = `${type.apiVersion}/${type.kind}`;
      if (!kinds.has(name)) kinds.set(name, type);
    }
    for (const [name, running] of monitored) {
      if (wanted.has(name)) continue;
      monitored.delete(name);
      await running.stop();
    }
    for (const [name, resource] of wanted) {
      if (!monitored.has(name)) monitored.set(name, monitor(typeOfDiscovered(resource)));
    }
    servedChanged();
  }

  async function refreshUntilDone(): Promise<void> {
    const backoff = createBackoff({ first: 100, most: 10_000 });
    while (!stopping.signal.aborted) {
      try {
        return await refresh();
      } catch (error) {
        logger.warn('discovery failed, will be tried again', { error });
        await sleep(clock, backoff.next(), stopping.signal);
      }
    }
  }

  function refreshSoon(): void {
    pending ??= clock.setTimeout(() => {
      pending = undefined;
      refreshUntilDone();
    }, settling);
  }

  return {
    synced: refreshUntilDone().then(async () => {
      await Promise.all([...monitored.values()].map(({ synced }) => synced));
    }),
    typeOf: (apiVersion, kind) => kinds.get(`${apiVersion}/${kind}`),
    async stop() {
      stopping.abort();
      pending?.cancel();
      await Promise.all([...monitored.values()].map((running) => running.stop()));
    },
  };
}
