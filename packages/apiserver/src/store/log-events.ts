import type { LogRow } from './backend.js';
import { damagedObject } from './damaged-object.js';
import type { EncodedObject, ObjectIndex, StoredObject, StoreEvent, Write } from './store.js';

/** Puts its revision into the bytes of an object that was written, for those who will read it. */
export type Stamp = (written: EncodedObject, revision: number) => Buffer;

/** A write, once as it is kept and once as it is told. */
export interface LoggedWrite {
  readonly row: LogRow;
  readonly event: StoreEvent;
}

interface Superseding {
  readonly revision: number;
  readonly previous: StoredObject | undefined;
  readonly stamp: Stamp;
}

/** What `write` becomes at `revision`, over `previous`. */
export function logWrite({ type, key, encode }: Write, { revision, previous, stamp }: Superseding): LoggedWrite {
  const written = encode();
  const { bytes, index } = written;
  const created = previous?.created ?? revision;
  const object: StoredObject = { key, revision, created, bytes: owned(stamp(written, revision)), index };
  const row: LogRow = {
    ...{ type, revision, created, previous: previous?.revision ?? 0, key },
    ...{ index: JSON.stringify(index), bytes },
  };
  return { row, event: eventOf(type, object, previous) };
}

/** What rows tell, each with the version that it superseded where a row of `context` came before it. */
export function eventsOf(rows: readonly LogRow[], stamp: Stamp): StoreEvent[] {
  const events: StoreEvent[] = [];
  let context: StoredObject | undefined;
  for (const row of rows) {
    const object = objectOf(row, stamp);
    if (row.type === 'context') {
      context = object;
      continue;
    }
    events.push(eventOf(row.type, object, context));
    context = undefined;
  }
  return events;
}

function eventOf(type: StoreEvent['type'], object: StoredObject, previous: StoredObject | undefined): StoreEvent {
  const event = { type, revision: object.revision, object, frames: new Map<string, Buffer>() };
  return previous === undefined ? event : { ...event, previous };
}

function objectOf({ key, revision, created, index, bytes, damaged = false }: LogRow, stamp: Stamp): StoredObject {
  if (damaged) return damagedObject(key, { revision, created });
  const written = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    index: JSON.parse(index) as ObjectIndex,
  };
  return { key, revision, created, bytes: owned(stamp(written, revision)), index: written.index };
}

/** Bytes with memory of their own: a small slice would keep the whole pool or portion that it was cut from. */
function owned(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
