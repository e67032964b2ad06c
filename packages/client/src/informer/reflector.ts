import { type Clock, isExpired, isGone, type KubernetesObject, reasonOf, type Status, StatusError } from '@sampan/api';
import type { ListOptions } from '../rest/options.js';
import type { ResourceClient } from '../rest/resource-client.js';
import { createBackoff } from '../util/backoff.js';
import { sleep } from '../util/sleep.js';

/** Where a reflector puts what it learns. */
interface ReflectorSink<T> {
  /** The whole collection, as it was at `resourceVersion`. */
  replace(items: T[], resourceVersion: string): void;
  changed(object: T): void;
  deleted(object: T): void;
}

export interface ReflectorOptions<T extends KubernetesObject> {
  source: ResourceClient<T>;
  filter: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  sink: ReflectorSink<T>;
  clock: Clock;
  /** A failure that is tried again. */
  onError(error: unknown): void;
  onResourceVersion(resourceVersion: string): void;
}

/** Objects a page of the list: neither side has to hold a large collection as one body. */
const pageSize = 500;

/** A watch that ends sooner than this without an event counts as failed, in milliseconds. */
const shortestWatch = 1_000;

/**
 * Mirrors a collection until `signal` is aborted:
 *
 *     list ──▶ watch from the list's version ──▶ connection ends ──▶ watch from the last version seen
 *      ▲                                                                  │
 *      └── 410: the server no longer knows that version, or a page's ◀────┘
 */
export async function reflect<T extends KubernetesObject>(
  options: ReflectorOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const { source, filter, sink, clock, onError, onResourceVersion } = options;
  const backoff = createBackoff({ first: 100, most: 10_000 });
  let version: string | undefined;

  async function listOnce(): Promise<void> {
    const { items, metadata } = await source.list({ ...filter, pageSize, signal });
    version = metadata.resourceVersion ?? '';
    sink.replace(items, version);
    onResourceVersion(version);
  }

  async function watchOnce(): Promise<void> {
    const timeoutSeconds = Math.round(300 * (1 + Math.random()));
    const started = clock.now();
    let events = 0;
    const watch = { ...filter, resourceVersion: version ?? '', allowWatchBookmarks: true, timeoutSeconds };
    for await (const event of source.watch(watch, signal)) {
      if (event.type === 'ERROR') throw new StatusError(event.object);
      if (events++ === 0) backoff.reset();
      if (event.type === 'DELETED') sink.deleted(event.object);
      else if (event.type !== 'BOOKMARK') sink.changed(event.object);
      version = event.object.metadata.resourceVersion ?? version;
      onResourceVersion(version ?? '');
    }
    const ended = events === 0 && !signal.aborted && clock.now() - started < shortestWatch;
    if (ended) throw new Error('the watch ended at once, without an event');
    backoff.reset();
  }

  while (!signal.aborted) {
    try {
      if (version === undefined) await listOnce();
      if (!signal.aborted) await watchOnce();
    } catch (error) {
      if (signal.aborted) return;
      if (versionIsLost(error)) version = undefined;
      else onError(error);
      await sleep(clock, backoff.next(), signal);
    }
  }
}

/** Too old for the server to remember, or newer than anything it ever wrote (a server that was reset). */
function versionIsLost(error: unknown): boolean {
  if (isExpired(error) || isGone(error)) return true;
  if (reasonOf(error) !== 'Timeout') return false;
  const status: Status | undefined = error instanceof StatusError ? error.status : undefined;
  return status?.details?.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') ?? false;
}
