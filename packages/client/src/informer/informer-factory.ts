import type { KubernetesObject, ResourceType } from '@sampan/api';
import type { Client } from '../rest/client.js';
import { createInformer, type Informer, type InformerOptions, type InformerSelection } from './informer.js';

/** One informer a resource, shared by everybody in the process who asks for it. */
export interface InformerFactory {
  /** The informer of `type`; one that is asked for after `start` starts at once. */
  informer<T extends KubernetesObject>(type: ResourceType<T>): Informer<T>;
  /** The informer of `type`, if somebody asked for it. */
  existing<T extends KubernetesObject>(type: ResourceType<T>): Informer<T> | undefined;
  start(): void;
  /** Resolves when all informers that were asked for are synced. */
  synced(): Promise<void>;
  stop(): Promise<void>;
}

export interface InformerFactoryOptions extends Pick<InformerOptions, 'clock' | 'onError'> {
  /** Which objects are seen of a resource; of those that are not named, all. */
  selections?: ReadonlyMap<ResourceType, InformerSelection>;
}

export function createInformerFactory(
  client: Client,
  { selections, ...options }: InformerFactoryOptions,
): InformerFactory {
  const informers = new Map<string, Informer<KubernetesObject>>();
  let started = false;
  const find = <T extends KubernetesObject>(type: ResourceType<T>): Informer<T> | undefined =>
    informers.get(nameOf(type)) as unknown as Informer<T> | undefined;
  return {
    existing: find,
    informer<T extends KubernetesObject>(type: ResourceType<T>) {
      const known = find(type);
      if (known !== undefined) return known;
      const selection = selections?.get(type as ResourceType);
      const informer = createInformer(client, type, { ...selection, ...options });
      informers.set(nameOf(type), informer as unknown as Informer<KubernetesObject>);
      if (started) informer.start();
      return informer;
    },
    start() {
      started = true;
      for (const informer of informers.values()) informer.start();
    },
    async synced() {
      await Promise.all([...informers.values()].map((informer) => informer.synced));
    },
    async stop() {
      await Promise.all([...informers.values()].map((informer) => informer.stop()));
    },
  };
}

function nameOf({ apiVersion, plural }: ResourceType): string {
  return `${apiVersion}/${plural}`;
}
