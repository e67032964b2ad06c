import type { KubernetesObject, ListMeta, ObjectKey, Status } from '@sampan/api';
import type {
  GetOptions,
  ListOptions,
  Patch,
  PatchOptions,
  PatchText,
  RemoveOptions,
  WatchOptions,
  WriteOptions,
} from './options.js';
import type { WatchEvent } from './watch-event.js';

/** The verbs of one resource. Every failure is a StatusError with the server's own Status. */
export interface ResourceClient<T extends KubernetesObject> {
  get(key: ObjectKey, options?: GetOptions): Promise<T>;
  list(options?: ListOptions): Promise<ObjectList<T>>;
  /** The events from `resourceVersion` on; ends when the server or `signal` ends it, without an error. */
  watch(options: WatchOptions, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;
  create(object: T, options?: WriteOptions): Promise<T>;
  update(object: T, options?: WriteOptions): Promise<T>;
  updateStatus(object: T, options?: WriteOptions): Promise<T>;
  patch(key: ObjectKey, patch: Patch | PatchText, options?: PatchOptions): Promise<T>;
  /** Answers the object while it is still there (finalizers, grace period), a Status or its last state when it is gone. */
  delete(key: ObjectKey, options?: RemoveOptions): Promise<T | Status>;
  deleteCollection(options: RemoveOptions & ListOptions): Promise<void>;
  subresource<V>(key: ObjectKey, name: string): SubresourceClient<V>;
}

export interface SubresourceClient<V> {
  get(): Promise<V>;
  create(body: V): Promise<V>;
  update(body: V): Promise<V>;
}

export interface ObjectList<T> {
  metadata: ListMeta;
  /** Each with its `apiVersion` and `kind`, which lists leave out. */
  items: T[];
}
