import {
  type Clock,
  type CoreV1Event,
  formatTime,
  isForbidden,
  isNotFound,
  type KubernetesObject,
  resources,
  StatusError,
} from '@sampan/api';
import type { Logger } from '../logging/logger.js';
import type { Client } from '../rest/client.js';
import { createBackoff } from '../util/backoff.js';
import { sleep } from '../util/sleep.js';
import { type Correlation, createEventCorrelator, type Occurrence } from './event-correlator.js';

/** Writes Events about objects: what `kubectl describe` shows. */
export interface EventRecorder {
  /** Never throws and never waits: events are written in the background, repeated ones are counted up. */
  event(about: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** The same recorder for a part of its objects, told as `involvedObject.fieldPath`: `spec.containers{web}`. */
  at(fieldPath: string): Pick<EventRecorder, 'event'>;
  /** Resolves when everything recorded so far was written or given up. */
  flushed(): Promise<void>;
  /** Takes no more events, and tries what is waiting once. */
  stop(): Promise<void>;
}

export interface EventRecorderOptions {
  clock: Clock;
  /** `source.component`, `reportingComponent`: `deployment-controller`. */
  component: string;
  /** `source.host`: the node of a node agent. */
  host?: string;
  logger?: Logger;
}

/** More than this waiting means that the server cannot be reached: what comes then is dropped. */
const maxWaiting = 1_000;
const attempts = 5;

/** A recorder that writes through `client`, one event at a time and in order. */
export function createEventRecorder(client: Client, options: EventRecorderOptions): EventRecorder {
  const { clock, logger } = options;
  const correlator = createEventCorrelator(clock);
  const events = client.resource(resources.events);
  const stopping = new AbortController();
  const waiting: Occurrence[] = [];
  let writing: Promise<void> | undefined;
  let sequence = 0;

  async function create(occurrence: Occurrence, { record, message }: Correlation): Promise<void> {
    const { name = '' } = occurrence.about.metadata;
    const unique = `${name}.${(clock.now() * 1_000 + (sequence++ % 1_000)).toString(16)}`;
    const event = eventOf({ ...occurrence, message }, options);
    event.metadata = { name: unique, namespace: record.namespace };
    event.firstTimestamp = formatTime(record.first);
    event.lastTimestamp = formatTime(record.last);
    event.count = record.count;
    await events.create(event);
    record.name = unique;
  }

  async function write(occurrence: Occurrence, correlation: Correlation): Promise<void> {
    const { record, message } = correlation;
    if (record.name === '') return create(occurrence, correlation);
    const body = { count: record.count, lastTimestamp: formatTime(record.last), message };
    try {
      await events.patch({ namespace: record.namespace, name: record.name }, { type: 'strategic', body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      record.count = 1;
      record.first = record.last;
      await create(occurrence, correlation);
    }
  }

  /** A server that answers has decided; one that does not is asked again for a while. */
  async function writeWithRetry(occurrence: Occurrence, correlation: Correlation): Promise<void> {
    const backoff = createBackoff({ first: 500, most: 10_000 });
    for (let attempt = 1; ; attempt++) {
      try {
        return await write(occurrence, correlation);
      } catch (error) {
        const isFinal = error instanceof StatusError || attempt === attempts || stopping.signal.aborted;
        if (isFinal) {
          if (!isForbidden(error)) logger?.debug('an event could not be written', { reason: occurrence.reason, error });
          return;
        }
        await sleep(clock, backoff.next(), stopping.signal);
      }
    }
  }

  /** Starts a turn later, so that `writing` is set before it can be cleared: not every occurrence is written. */
  async function writeAll(): Promise<void> {
    await Promise.resolve();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const correlation = correlator.correlate(next);
      if (correlation !== undefined) await writeWithRetry(next, correlation);
    }
    writing = undefined;
  }

  function record(occurrence: Occurrence): void {
    if (stopping.signal.aborted || waiting.length >= maxWaiting) return;
    waiting.push(occurrence);
    writing ??= writeAll();
  }

  return {
    event: (about, type, reason, message) => record({ about, type, reason, message }),
    at: (fieldPath) => ({
      event: (about, type, reason, message) => record({ about, type, reason, message, fieldPath }),
    }),
    flushed: async () => writing,
    async stop() {
      stopping.abort();
      await writing;
    },
  };
}

function eventOf(occurrence: Occurrence, { component, host }: EventRecorderOptions): CoreV1Event {
  const { about, type, reason, message, fieldPath } = occurrence;
  const { namespace, name, uid, resourceVersion } = about.metadata;
  const { apiVersion, kind } = about;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {},
    involvedObject: { apiVersion, kind, namespace, name, uid, resourceVersion, ...(fieldPath && { fieldPath }) },
    reason,
    message,
    type,
    source: host === undefined ? { component } : { component, host },
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}
