/**
 * The store: an append-only log of writes, of which the newest row of each key is the current state.
 *
 *   commit ──▶ checked against the newest write of the key ──▶ revision assigned ──▶ queued
 *                                                                                     │ one transaction
 *   watchers ◀── every event, once, in order ◀── visible to get and list ◀── durable ◀┘ for all that waits
 *
 * A revision is the number of a row in the log, and the `resourceVersion` that clients see. Keys are laid out as
 * Kubernetes lays them out in etcd: `/registry/<resource>/<namespace>/<name>`.
 */
export interface Store {
  /** The newest committed revision. */
  readonly revision: number;
  /** Revisions up to this one are no longer known one by one: lists and watches from before it are expired. */
  readonly compactedRevision: number;
  /** The newest committed version of `key`. */
  get(key: string): StoredObject | undefined;
  /**
   * The newest version of `key`, also when its commit is still under way: what a write has to build on. It is known at
   * once where it can be: between it and the write that builds on it nobody else comes, unless somebody waits.
   */
  latest(key: string): MayWait<StoredObject | undefined>;
  /** The objects under a prefix, in key order, as they were at one revision. Rejects with ExpiredRevisionError, FutureRevisionError. */
  list(request: ListRequest): Promise<ListResult>;
  /** The newest versions under a prefix that cannot be read. Lists and watches leave them out. */
  damaged(prefix: string): readonly StoredObject[];
  /** How many objects are under a prefix now. */
  count(prefix: string): number;
  /** Resolves when the write is durable and visible. Rejects with PreconditionError or StoreUnavailableError. */
  commit(write: Write): Promise<StoredObject>;
  /** Resolves when no write of `key` that was asked for so far is under way: then `get` says what `latest` said. */
  settled(key: string): Promise<void>;
  /**
   * Delivers every event under a prefix after a revision: first the past, then the present, without a gap. Watchers are
   * told before `commit` resolves, and never before `watch` returns. Throws ExpiredRevisionError.
   */
  watch(request: WatchRequest): Watch;
  /** Forgets superseded rows up to `revision`, in small steps. */
  compact(revision: number): Promise<void>;
  /** Waits for what is queued, then closes the backend. */
  close(): Promise<void>;
}

/** What is known at once, or has to be waited for. */
export type MayWait<T> = T | Promise<T>;

/** One version of one object. */
export interface StoredObject {
  readonly key: string;
  /** The revision that wrote this version: its resourceVersion. */
  readonly revision: number;
  /** The revision that created the object. */
  readonly created: number;
  /** What clients get: the bytes that were written, with the revision put into them. */
  readonly bytes: Buffer;
  readonly index: ObjectIndex;
  /** Its bytes were changed by the medium, and cannot be read: it can be named and deleted, no more. */
  readonly damaged?: true;
}

/** What is asked of an object without parsing it: by selectors, by garbage collection. Kept beside its bytes. */
export interface ObjectIndex {
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The resource's selectable fields, `metadata.name` and `metadata.namespace` among them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly ownerUids: readonly string[];
  /** Where the revision belongs in the bytes that were written; absent where these hold it already. */
  readonly revisionAt?: number;
}

/** A create, an update or a delete. */
export interface Write {
  readonly type: 'put' | 'delete';
  readonly key: string;
  /** The revision that the newest version of the key must have; 0: the key must not exist. */
  readonly expected: number;
  /**
   * What is to be stored or, for a delete, the last state that watchers are told of; without a revision, which only the
   * commit decides. Called at most once, synchronously, within `commit`.
   */
  encode(): EncodedObject;
}

/** An object as it is written. */
export interface EncodedObject {
  readonly bytes: Buffer;
  readonly index: ObjectIndex;
}

export interface ListRequest {
  /** Ends in `/`: `/registry/pods/`, `/registry/pods/default/`. */
  readonly prefix: string;
  /** List as of this revision; now, when absent. */
  readonly revision?: number;
  /** Only keys after this one: where the page before ended. */
  readonly after?: string;
  /** At most so many that match. */
  readonly limit?: number;
  readonly matches?: (object: StoredObject) => boolean;
}

export interface ListResult {
  readonly items: readonly StoredObject[];
  /** The revision that the list shows. */
  readonly revision: number;
  /** True when there are more after the last item. */
  readonly more: boolean;
  /** How many keys come after the last item; known only where nothing filters. */
  readonly remaining?: number;
}

export interface WatchRequest {
  readonly prefix: string;
  /** The first event delivered is the first one after this revision. */
  readonly after: number;
  /**
   * Called with one or more events, in order, never again after `stop`. While the watcher catches up with the past, the
   * next events wait for a promise that it returns: the past comes as fast as it is taken.
   */
  readonly onEvents: (events: readonly StoreEvent[]) => void | Promise<void>;
  /** Called once when the store can no longer deliver (it closes, the past was compacted away, `onEvents` threw). */
  readonly onEnd: (error?: Error) => void;
}

export interface Watch {
  /** Whether everything that was committed so far has been delivered. */
  readonly caughtUp: boolean;
  stop(): void;
}

/** One committed write, as watchers see it. The same object is given to every watcher. */
export interface StoreEvent {
  readonly type: 'put' | 'delete';
  readonly revision: number;
  readonly object: StoredObject;
  /** The version that this write superseded: absent for a create. */
  readonly previous?: StoredObject;
  /**
   * A place for frames that are encoded once and sent to all watchers, by what they encode. Emptied when all of them have
   * been told, so that what is kept for resumes is the event alone.
   */
  readonly frames: Map<string, Buffer>;
}
