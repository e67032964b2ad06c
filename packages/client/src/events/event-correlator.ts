import type { Clock, KubernetesObject } from '@sampan/api';
import { createTokenBucket, type TokenBucket } from './token-bucket.js';

/** Something worth an Event, before it is one. */
export interface Occurrence {
  about: KubernetesObject;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The part of the object that it is about: `spec.containers{web}`. */
  fieldPath?: string;
}

/** What to write for an occurrence: a new Event, or a higher count on the one that `record` remembers. */
export interface Correlation {
  record: EventRecord;
  message: string;
}

/** An Event that was written, or is about to be. */
interface EventRecord {
  /** Empty until the Event was created. */
  name: string;
  namespace: string;
  count: number;
  /** Milliseconds. */
  first: number;
  last: number;
}

/** As client-go: so many like ones within so many milliseconds are written as one; so many a source may burst. */
const maxSimilar = 10;
const similarWindow = 600_000;
const burst = 25;
const refillInterval = 300_000;
const maxRemembered = 4096;

/**
 * Keeps events from flooding, by client-go's three rules: a source may write 25 events about one object, and one more
 * every five minutes; an event that differs only in its message from ten others becomes `(combined from similar
 * events)`; one that happened before is counted up.
 */
export function createEventCorrelator(clock: Clock): { correlate(occurrence: Occurrence): Correlation | undefined } {
  const buckets = new Map<string, TokenBucket>();
  const groups = new Map<string, { messages: Set<string>; last: number }>();
  const records = new Map<string, EventRecord>();

  function isSpam(source: string): boolean {
    const bucket = remembered(buckets, source, () => createTokenBucket(clock, { burst, refillInterval }));
    return !bucket.take();
  }

  /** The message that stands for this one and those like it, and the key that its Event is remembered by. */
  function aggregate(group: string, message: string): { key: string; message: string } {
    const now = clock.now();
    const known = remembered(groups, group, () => ({ messages: new Set<string>(), last: now }));
    if (now - known.last > similarWindow) known.messages.clear();
    known.last = now;
    known.messages.add(message);
    if (known.messages.size < maxSimilar) return { key: `${group}\n${message}`, message };
    const [oldest = ''] = known.messages;
    known.messages.delete(oldest);
    return { key: group, message: `(combined from similar events): ${message}` };
  }

  return {
    correlate({ about, type, reason, message, fieldPath = '' }) {
      const source = `${about.apiVersion}/${about.kind}/${about.metadata.namespace ?? ''}/${about.metadata.name}/${about.metadata.uid}`;
      if (isSpam(source)) return undefined;
      const { key, message: text } = aggregate(`${source}\n${fieldPath}\n${type}\n${reason}`, message);
      const now = clock.now();
      const namespace = about.metadata.namespace || 'default';
      const record = remembered(records, key, () => ({ name: '', namespace, count: 0, first: now, last: now }));
      record.count++;
      record.last = now;
      return { record, message: text };
    },
  };
}

/** The value of `key`, made when it is missing; the one that was used longest ago makes room for it. */
function remembered<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  if (map.size > maxRemembered) {
    const oldest = map.keys().next();
    if (!oldest.done) map.delete(oldest.value);
  }
  return value;
}
