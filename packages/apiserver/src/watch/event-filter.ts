import type { StoredObject, StoreEvent } from '../store/store.js';
import { type EventType, type FrameFormat, formatId, frameOf, leavingFrame } from './frame.js';

/** What one watcher is sent of some events; undefined: nothing. */
export type EventFilter = (events: readonly StoreEvent[]) => Buffer | undefined;

/** What watchers without a selector are sent of events that were delivered together, by format. */
const joined = new WeakMap<readonly StoreEvent[], Map<string, Buffer>>();

/**
 * Shows events as a watcher with a selector sees them, whose set objects enter and leave as they change:
 *
 *                   matches now   does not
 *     matched       MODIFIED      DELETED
 *     did not       ADDED         -
 *
 * A frame is made once for all watchers that see the same, and so are the frames of a whole delivery.
 */
export function createEventFilter(
  format: FrameFormat,
  matches: ((object: StoredObject) => boolean) | undefined,
): EventFilter {
  const id = formatId(format);
  const names = { ADDED: `${id} ADDED`, MODIFIED: `${id} MODIFIED`, DELETED: `${id} DELETED`, left: `${id} left` };

  function shared(event: StoreEvent, type: EventType): Buffer {
    let frame = event.frames.get(names[type]);
    if (frame === undefined) {
      frame = frameOf(type, event.object, format);
      event.frames.set(names[type], frame);
    }
    return frame;
  }

  function left(event: StoreEvent, previous: StoredObject): Buffer {
    let frame = event.frames.get(names.left);
    if (frame === undefined) {
      frame = leavingFrame(previous, event.revision, format);
      event.frames.set(names.left, frame);
    }
    return frame;
  }

  function show(event: StoreEvent): Buffer | undefined {
    const { type, object, previous } = event;
    const matched = previous !== undefined && (matches === undefined || matches(previous));
    if (type === 'delete') return matched ? shared(event, 'DELETED') : undefined;
    if (matches === undefined || matches(object)) return shared(event, matched ? 'MODIFIED' : 'ADDED');
    return matched ? left(event, previous) : undefined;
  }

  function showAll(events: readonly StoreEvent[]): Buffer | undefined {
    if (events.length === 1) return show(events[0] as StoreEvent);
    const frames: Buffer[] = [];
    for (const event of events) {
      const frame = show(event);
      if (frame !== undefined) frames.push(frame);
    }
    return frames.length < 2 ? frames[0] : Buffer.concat(frames);
  }

  function showAllOnce(events: readonly StoreEvent[]): Buffer | undefined {
    if (events.length === 1) return showAll(events);
    let formats = joined.get(events);
    if (formats === undefined) {
      formats = new Map();
      joined.set(events, formats);
    }
    let bytes = formats.get(id);
    if (bytes === undefined) {
      bytes = showAll(events) ?? Buffer.alloc(0);
      formats.set(id, bytes);
    }
    return bytes;
  }

  return matches === undefined ? showAllOnce : showAll;
}
