import type { Clock, KubernetesObject, ObjectKey, ResourceType } from '@sampan/api';
import type { Client } from '../rest/client.js';
import type { ResourceClient } from '../rest/resource-client.js';
import type { Lister } from './lister.js';
import { createMirror } from './mirror.js';
import { reflect } from './reflector.js';

/** Keeps a copy of a collection, true to the server by list and watch, and says what changes. */
export interface Informer<T extends KubernetesObject> {
  readonly type: ResourceType<T>;
  readonly lister: Lister<T>;
  /** Calls `handler` for every change, and `added` at once for what is there already. Returns what ends it. */
  subscribe(handler: InformerHandler<T>): () => void;
  /** Keeps the objects findable by the values that `valuesOf` gives, see {@link Lister.byIndex}. */
  addIndex(name: string, valuesOf: (object: T) => readonly string[]): void;
  start(): void;
  /** Resolves when the first list is in the store. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
  readonly lastResourceVersion: string;
  /** Takes in the answer to a write at once, before the watch brings it, so that writers read what they wrote. */
  observe(object: T): void;
  /** The same for a delete that was answered. */
  observeDeleted(key: ObjectKey, uid: string): void;
}

export interface InformerHandler<T> {
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
}

/** Which objects of a collection an informer sees. */
export interface InformerSelection {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface InformerOptions extends InformerSelection {
  clock: Clock;
  /** Lists and watches `PartialObjectMetadata` only. */
  metadataOnly?: boolean;
  /** Told about every failed list or watch; the informer tries again by itself. */
  onError?(error: unknown, type: ResourceType): void;
}

/** An informer of `type`; nothing is read until `start`. */
export function createInformer<T extends KubernetesObject>(
  client: Client,
  type: ResourceType<T>,
  { namespace, labelSelector, fieldSelector, clock, metadataOnly, onError = () => {} }: InformerOptions,
): Informer<T> {
  const handlers = new Set<InformerHandler<T>>();
  const mirror = createMirror<T>({
    added(object) {
      for (const handler of handlers) handler.added?.(object);
    },
    updated(object, old) {
      for (const handler of handlers) handler.updated?.(object, old);
    },
    deleted(object) {
      for (const handler of handlers) handler.deleted?.(object);
    },
  });
  const source = (metadataOnly ? client.metadata(type) : client.resource(type)) as ResourceClient<T>;
  const filter = definedOnly({ namespace, labelSelector, fieldSelector });
  const stopping = new AbortController();
  const { promise: synced, resolve: resolveSynced } = deferred();
  let running: Promise<void> | undefined;
  let lastResourceVersion = '';

  return {
    type,
    lister: mirror.store,
    synced,
    get lastResourceVersion() {
      return lastResourceVersion;
    },
    subscribe(handler) {
      for (const object of mirror.store.values()) handler.added?.(object);
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    addIndex: (name, valuesOf) => mirror.store.addIndex(name, valuesOf),
    start() {
      const sink = {
        replace(items: T[], resourceVersion: string): void {
          mirror.replace(items, resourceVersion);
          resolveSynced();
        },
        changed: (object: T) => mirror.changed(object),
        deleted: (object: T) => mirror.deleted(object),
      };
      const onResourceVersion = (version: string): void => {
        lastResourceVersion = version;
      };
      const onFailure = (error: unknown): void => onError(error, type as ResourceType);
      running ??= reflect({ source, filter, sink, clock, onError: onFailure, onResourceVersion }, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    observe: (object) => mirror.written(object),
    observeDeleted: (key, uid) => mirror.removed(key, uid),
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function definedOnly<O extends object>(object: O): { [K in keyof O]?: Exclude<O[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
