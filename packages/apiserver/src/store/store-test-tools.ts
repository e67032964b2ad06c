import type { EncodedObject, Store, StoredObject, StoreEvent, Watch, Write } from './store.js';

/** A write of `value` over whatever is newest under `key`. */
export function putWrite(store: Store, key: string, value: string): Write {
  return {
    type: 'put',
    key,
    expected: latestOf(store, key)?.revision ?? 0,
    encode: () => ({ bytes: encode(value), index: indexOf(key) }),
  };
}

/** What the newest version is, where the store knows it at once. */
export function latestOf(store: Store, key: string): StoredObject | undefined {
  const latest = store.latest(key);
  if (latest instanceof Promise) throw new Error('the store has to look it up');
  return latest;
}

export function put(store: Store, key: string, value = ''): Promise<StoredObject> {
  return store.commit(putWrite(store, key, value));
}

export function remove(store: Store, key: string): Promise<StoredObject> {
  return store.commit({ ...putWrite(store, key, 'deleted'), type: 'delete' });
}

/** How these objects carry their revision. */
export function stampTestObject({ bytes }: EncodedObject, revision: number): Buffer {
  return Buffer.from(bytes.toString().replace('{', `{"resourceVersion":"${revision}",`));
}

/** The value that was written; throws where the object does not carry its revision. */
export function textOf(object: StoredObject | undefined): string | undefined {
  if (object === undefined) return undefined;
  const { value, resourceVersion } = JSON.parse(object.bytes.toString()) as { value: string; resourceVersion?: string };
  if (resourceVersion !== `${object.revision}`) throw new Error(`${object.key} has the revision ${resourceVersion}`);
  return value;
}

export function keysOf(objects: readonly StoredObject[]): string[] {
  return objects.map(({ key }) => key);
}

/** A watch that remembers what it was told, and can be waited for. */
export interface Recording {
  readonly events: StoreEvent[];
  readonly watch: Watch;
  readonly ended: Promise<Error | undefined>;
  /** Resolves when an event of this revision or a later one has come. */
  until(revision: number): Promise<void>;
}

export function record(store: Store, prefix: string, after: number): Recording {
  const events: StoreEvent[] = [];
  let waiting: { revision: number; resolve: () => void }[] = [];
  const reached = (revision: number) => (events.at(-1)?.revision ?? 0) >= revision;
  let onEnd: (error?: Error) => void = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    onEnd = resolve;
  });
  const onEvents = (some: readonly StoreEvent[]) => {
    events.push(...some);
    for (const waiter of waiting) if (reached(waiter.revision)) waiter.resolve();
    waiting = waiting.filter(({ revision }) => !reached(revision));
  };
  const watch = store.watch({ prefix, after, onEvents, onEnd });
  return {
    events,
    watch,
    ended,
    until: (revision) =>
      reached(revision) ? Promise.resolve() : new Promise((resolve) => waiting.push({ revision, resolve })),
  };
}

/** Lets everything that is ready run, until `condition` holds. */
export async function turnsUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function encode(value: string): Buffer {
  return Buffer.from(JSON.stringify({ value }));
}

function indexOf(key: string) {
  const [name = ''] = key.split('/').slice(-1);
  return { uid: `uid-${name}`, labels: { app: name }, fields: { 'metadata.name': name }, ownerUids: ['owner'] };
}
