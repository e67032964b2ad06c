/** When a request was sent and when its answer was there, on one clock. */
interface Interval {
  readonly sent: number;
  readonly answered: number;
}

/** A write of one object, as the client that made it saw it. */
export interface WriteRecord extends Interval {
  readonly type: 'create' | 'update' | 'delete';
  readonly key: string;
  /** What the object says after the write; unique among all writes. Of a delete: nothing. */
  readonly value?: string;
  /** The version that it had to replace: a resourceVersion. */
  readonly replaces?: number;
  readonly outcome:
    | { readonly type: 'done'; readonly revision: number }
    /** Refused by a precondition: nothing was written. */
    | { readonly type: 'refused' }
    /** No answer came, or one that does not tell: it was written once or not at all. */
    | { readonly type: 'unknown' };
}

/** A read of one object; without a revision it was not there. */
export interface ReadRecord extends Interval {
  readonly key: string;
  readonly revision?: number;
  readonly value?: string;
}

/** An event as a watcher got it. */
export interface EventRecord {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: string;
  readonly revision: number;
  readonly value: string;
}

/** All that clients saw of the objects of one namespace. */
export interface History {
  readonly writes: readonly WriteRecord[];
  readonly reads: readonly ReadRecord[];
  /** What each watcher got over all of its connections, from before the first write to after the last. */
  readonly watchers: readonly (readonly EventRecord[])[];
}
