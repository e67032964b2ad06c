import type { Backend } from './backend.js';
import type { LoggedWrite } from './log-events.js';
import type { StoredObject, StoreEvent } from './store.js';

/** What becomes of a batch; called before the promises of its commits settle. */
export interface CommitQueueEvents {
  onCommitted(events: readonly StoreEvent[]): void;
  /** These events failed: those of the batch and all that waited behind it. */
  onFailed(events: readonly StoreEvent[], error: Error): void;
}

interface Commit extends LoggedWrite {
  readonly done: Promise<StoredObject>;
  readonly resolve: (object: StoredObject) => void;
  readonly reject: (error: Error) => void;
}

/** The most that one transaction holds, in bytes of JSON: what a failing disk takes down at once, and waits at once. */
const batchBytes = 8 * 2 ** 20;

/**
 * Group commit: one batch is on its way to the disk; whatever is committed meanwhile waits and goes together as the
 * next one. A batch that fails takes with it everything that waits, because it may build on what failed.
 */
export class CommitQueue {
  readonly #backend: Backend;
  readonly #on: CommitQueueEvents;
  #waiting: Commit[] = [];
  /** The batch that is on its way. */
  #batch: readonly Commit[] = [];
  #writing = false;
  #onIdle: (() => void)[] = [];

  constructor(backend: Backend, on: CommitQueueEvents) {
    this.#backend = backend;
    this.#on = on;
  }

  /** Resolves when the write is durable. */
  push(write: LoggedWrite): Promise<StoredObject> {
    const { promise: done, resolve, reject } = withResolvers<StoredObject>();
    this.#waiting.push({ ...write, done, resolve, reject });
    if (!this.#writing) {
      this.#writing = true;
      setImmediate(() => this.#write()); // so that all requests that arrived together share the first batch
    }
    return done;
  }

  /** Resolves when no write of `key` that was pushed so far waits or is on its way: they are durable, or have failed. */
  async settled(key: string): Promise<void> {
    const writesKey = ({ event }: Commit) => event.object.key === key;
    const last = this.#waiting.findLast(writesKey) ?? this.#batch.findLast(writesKey);
    await last?.done.catch(() => undefined);
  }

  /** Resolves when nothing is waiting or on its way. */
  idle(): Promise<void> {
    return this.#writing ? new Promise((resolve) => this.#onIdle.push(resolve)) : Promise.resolve();
  }

  #write(): void {
    const batch = this.#nextBatch();
    this.#batch = batch;
    if (batch.length === 0) {
      this.#writing = false;
      for (const resolve of this.#onIdle.splice(0)) resolve();
      return;
    }
    const events = batch.map(({ event }) => event);
    this.#backend.append(batch.map(({ row }) => row)).then(
      () => {
        this.#on.onCommitted(events);
        for (const { event, resolve } of batch) resolve(event.object);
        this.#write();
      },
      (error: Error) => {
        const failed = [...batch, ...this.#waiting.splice(0)];
        this.#on.onFailed(
          failed.map(({ event }) => event),
          error,
        );
        for (const { reject } of failed) reject(error);
        this.#write();
      },
    );
  }

  #nextBatch(): Commit[] {
    let bytes = 0;
    const over = this.#waiting.findIndex(({ row }, place) => {
      bytes += row.bytes.length;
      return bytes > batchBytes && place > 0;
    });
    return over === -1 ? this.#waiting.splice(0) : this.#waiting.splice(0, over);
  }
}

/** `Promise.withResolvers`, which older engines lack. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
