import { type Clock, type ConfigMap, type ObjectKey, type ResourceType, resources, type Secret } from '@sampan/api';
import { type Client, createInformer, type Informer } from '@sampan/client';
import type { ConfigLookup } from '../environment/config-lookup.js';
import type { ConfigReferences } from '../environment/config-references.js';

type Config = ConfigMap | Secret;

/** A pod's hold on the ConfigMaps and Secrets that it refers to. */
export interface ConfigHold extends ConfigLookup {
  /** Resolves when all of them were asked for once, or are released. */
  readonly synced: Promise<void>;
  release(): void;
}

/**
 * Watches the ConfigMaps and Secrets that pods of this node refer to, each by its name and for as long as a pod holds
 * it: the agent sees nothing else of the cluster's configuration.
 */
export class ConfigSource {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #watched = new Map<string, { informer: Informer<Config>; holders: Set<() => void> }>();

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Holds what `references` names in `namespace`; `changed` is called when any of it changes. */
  hold(namespace: string, { configMaps, secrets }: ConfigReferences, changed: () => void): ConfigHold {
    const keys: { type: ResourceType<Config>; key: ObjectKey }[] = [
      ...[...configMaps].map((name) => ({ type: resources.configMaps, key: { namespace, name } })),
      ...[...secrets].map((name) => ({ type: resources.secrets, key: { namespace, name } })),
    ];
    const informers = keys.map(({ type, key }) => this.#watch(type, key, changed));
    const find = (type: ResourceType, name: string) =>
      this.#watched.get(watchKey(type, { namespace, name }))?.informer.lister.get({ namespace, name });
    let released: () => void = () => undefined;
    const whenReleased = new Promise<void>((resolve) => {
      released = resolve;
    });
    const synced = Promise.all(informers.map((informer) => informer.synced)).then(() => undefined);
    return {
      synced: Promise.race([synced, whenReleased]),
      configMap: (name) => find(resources.configMaps, name) as ConfigMap | undefined,
      secret: (name) => find(resources.secrets, name) as Secret | undefined,
      release: () => {
        released();
        for (const { type, key } of keys) this.#unwatch(watchKey(type, key), changed);
      },
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watched.values()].map(({ informer }) => informer.stop()));
    this.#watched.clear();
  }

  #watch(type: ResourceType<Config>, key: ObjectKey, changed: () => void): Informer<Config> {
    const known = this.#watched.get(watchKey(type, key));
    if (known !== undefined) {
      known.holders.add(changed);
      return known.informer;
    }
    const informer = createInformer(this.#client, type, {
      namespace: key.namespace,
      fieldSelector: `metadata.name=${key.name}`,
      clock: this.#clock,
    });
    const holders = new Set([changed]);
    const tell = () => {
      for (const holder of holders) holder();
    };
    informer.subscribe({ added: tell, updated: tell, deleted: tell });
    informer.start();
    this.#watched.set(watchKey(type, key), { informer, holders });
    return informer;
  }

  #unwatch(key: string, changed: () => void): void {
    const watched = this.#watched.get(key);
    watched?.holders.delete(changed);
    if (watched === undefined || watched.holders.size > 0) return;
    this.#watched.delete(key);
    void watched.informer.stop();
  }
}

function watchKey({ plural }: ResourceType, { namespace, name }: ObjectKey): string {
  return `${plural}/${namespace}/${name}`;
}
