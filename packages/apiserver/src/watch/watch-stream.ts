import { expired, internalError, StatusError } from '@sampan/api';
import { convertAhead } from '../objects/parse-stored.js';
import type { ResponseSink } from '../pipeline/api-response.js';
import type { ServerContext } from '../server/server-context.js';
import { ExpiredRevisionError } from '../store/errors.js';
import type { StoredObject, StoreEvent, Watch } from '../store/store.js';
import { createEventFilter } from './event-filter.js';
import { bookmarkFrame, errorFrame, type FrameFormat, frameOf } from './frame.js';
import type { OpenWatch } from './open-watches.js';

export interface WatchStreamOptions {
  readonly server: ServerContext;
  readonly prefix: string;
  readonly format: FrameFormat;
  readonly matches: ((object: StoredObject) => boolean) | undefined;
  /** The objects to begin with; absent: only what happens after `revision`. */
  readonly initial: readonly StoredObject[] | undefined;
  /** The revision that the watcher knows, or that `initial` shows. */
  readonly revision: number;
  readonly bookmarks: boolean;
  /** Tell by an annotated bookmark when the initial objects are complete (`sendInitialEvents`). */
  readonly markInitialEnd: boolean;
  readonly timeoutSeconds: number;
}

/** A watcher that has so much waiting to be taken is too slow: it is dropped, and will list again. */
const maxPendingBytes = 16 * 2 ** 20;
const maxBacklogEvents = 100_000;
const initialBatchBytes = 256 * 1024;

/**
 * Sends a watch to its client:
 *
 *     initial objects, as fast as the client takes them ──▶ bookmark ──▶ events, as they are committed ──▶ end
 *     (events that happen meanwhile wait in the backlog)                  (time is up, client too slow, server stops)
 */
export function startWatchStream(sink: ResponseSink, options: WatchStreamOptions): void {
  const { server, format, initial } = options;
  const { clock, store } = server;
  const showRest = createEventFilter(format, options.matches);
  // A watch of tables describes their columns once, in whatever comes first.
  let describes = format.as === 'Table';
  const isOfTheFuture = options.revision > store.revision;
  let backlog: StoreEvent[] | undefined = initial === undefined ? undefined : [];
  let watch: Watch | undefined;
  let release = () => {};

  /** What somebody else converts is sent when it is converted, in its order. */
  let converted = Promise.resolve();
  function onEvents(events: readonly StoreEvent[]): void | Promise<void> {
    if (format.resource.remote === undefined) return onReadable(events);
    converted = converted.then(async () => {
      try {
        await convertAhead(format.resource, objectsOf(events));
        await onReadable(events);
      } catch (error) {
        if (!(error instanceof StatusError)) server.logError(error);
        sink.write(errorFrame((error instanceof StatusError ? error : internalError(error)).status, format));
        sink.end();
      }
    });
    return converted;
  }

  /** The past comes as fast as the client takes it: the next portion waits until this one is on its way. */
  function onReadable(all: readonly StoreEvent[]): void | Promise<void> {
    const events = isOfTheFuture ? all.filter(({ revision }) => revision > options.revision) : all;
    if (backlog === undefined) {
      send(events);
      if (watch?.caughtUp === false && sink.pending > initialBatchBytes) return taken();
    } else {
      for (const event of events) backlog.push(event);
      if (backlog.length > maxBacklogEvents) sink.destroy();
    }
  }

  function taken(): Promise<void> {
    return new Promise((resolve) => {
      release = resolve;
      sink.onDrain(resolve);
    });
  }

  function send(events: readonly StoreEvent[]): void {
    const bytes = describes ? showFirst(events) : showRest(events);
    if (bytes === undefined || bytes.length === 0) return;
    sink.write(bytes);
    if (sink.pending > maxPendingBytes) sink.destroy();
  }

  function showFirst(events: readonly StoreEvent[]): Buffer {
    const withColumns = createEventFilter({ ...format, columns: true }, options.matches);
    const frames = events.map((event) => {
      const frame = (describes ? withColumns : showRest)([event]) ?? Buffer.alloc(0);
      if (frame.length > 0) describes = false;
      return frame;
    });
    return Buffer.concat(frames);
  }

  function goLive(): void {
    if (options.markInitialEnd) sink.write(bookmarkFrame(options.revision, format, initialEventsEnd));
    const waited = backlog ?? [];
    backlog = undefined;
    send(waited);
  }

  const open: OpenWatch = {
    resource: format.resource,
    bookmark: () => {
      if (options.bookmarks && backlog === undefined && watch?.caughtUp && store.revision >= options.revision)
        sink.write(bookmarkFrame(store.revision, format));
    },
    close: () => sink.end(),
  };
  const timeout = clock.setTimeout(() => {
    open.bookmark();
    sink.end();
  }, options.timeoutSeconds * 1000);
  server.watches.add(open);
  sink.onClose(() => {
    timeout.cancel();
    watch?.stop();
    release();
    server.watches.remove(open);
  });
  try {
    watch = store.watch({
      prefix: options.prefix,
      after: Math.min(options.revision, store.revision),
      onEvents,
      onEnd: (error) => {
        if (error instanceof ExpiredRevisionError) sink.write(errorFrame(tooOld(error).status, format));
        sink.end();
      },
    });
  } catch (error) {
    if (!(error instanceof ExpiredRevisionError)) throw error;
    sink.write(errorFrame(tooOld(error).status, format));
    sink.end();
    return;
  }
  if (initial === undefined) return;
  sendInitial(sink, { initial, format, done: goLive });
  if (initial.length > 0) describes = false;
}

/** All that is read of some events: objects as they are, and as they were before. */
function objectsOf(events: readonly StoreEvent[]): StoredObject[] {
  return events.flatMap(({ object, previous }) => (previous === undefined ? [object] : [object, previous]));
}

const initialEventsEnd = { 'k8s.io/initial-events-end': 'true' };

/** 410: the client has to list again. */
function tooOld(error: ExpiredRevisionError): StatusError {
  return expired(error.message);
}

interface InitialObjects {
  initial: readonly StoredObject[];
  format: FrameFormat;
  done(): void;
}

function sendInitial(sink: ResponseSink, { initial, format, done }: InitialObjects): void {
  let next = 0;
  let closed = false;
  sink.onClose(() => {
    closed = true;
  });
  const step = () => {
    if (closed) return;
    while (next < initial.length) {
      const frames: Buffer[] = [];
      for (let bytes = 0; next < initial.length && bytes < initialBatchBytes; next++) {
        const columns = next === 0;
        const frame = frameOf('ADDED', initial[next] as StoredObject, columns ? { ...format, columns } : format);
        bytes += frame.length;
        frames.push(frame);
      }
      sink.write(Buffer.concat(frames));
      if (sink.pending > initialBatchBytes) {
        sink.onDrain(step);
        return;
      }
    }
    done();
  };
  step();
}
