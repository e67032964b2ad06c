import { type CoreV1Event, type KubernetesObject, resources, type UnstructuredObject } from '@sampan/api';
import type { Client } from '@sampan/client';
import { alignColumns } from './align-columns.js';
import type { DescribeContext, EventSubject } from './describer.js';
import { eventTable } from './event-table.js';
import { describerFor } from './index.js';

export interface DescribeOptions {
  client: Client;
  /** Milliseconds since 1970. */
  now: number;
  showEvents: boolean;
  chunkSize: number;
}

/** The description of `object`, which ends with a line break. */
export async function describeObject(object: UnstructuredObject, options: DescribeOptions): Promise<string> {
  const describer = await describerFor(object);
  const lines = await describer.describe(object, createDescribeContext(options));
  return `${alignColumns(harmless(lines.join('\n')))}\n`;
}

/** What a describer gets to know, read through the client of `options`. */
export function createDescribeContext({ client, now, showEvents, chunkSize }: DescribeOptions): DescribeContext {
  const events = async (subject: EventSubject): Promise<CoreV1Event[] | undefined> => {
    if (!showEvents) return undefined;
    try {
      const list = await client.resource(resources.events).list({
        ...(subject.namespace !== '' && { namespace: subject.namespace }),
        fieldSelector: subjectSelector(subject),
        ...(chunkSize > 0 && { pageSize: chunkSize }),
      });
      return list.items;
    } catch {
      return undefined;
    }
  };
  return {
    client,
    now,
    showEvents,
    chunkSize,
    events,
    eventLines: async (object) => {
      const found = await events(subjectOf(object));
      return found === undefined ? [] : eventTable(found, now);
    },
  };
}

/** How events name `object`. */
export function subjectOf({ kind, metadata }: KubernetesObject): EventSubject {
  const { name = '', namespace = '', uid = '' } = metadata;
  return { kind, name, namespace, uid };
}

function subjectSelector({ kind, name, namespace, uid }: EventSubject): string {
  return [
    ...(kind === undefined ? [] : [`involvedObject.kind=${kind}`]),
    `involvedObject.name=${name}`,
    `involvedObject.namespace=${namespace}`,
    ...(uid === '' ? [] : [`involvedObject.uid=${uid}`]),
  ].join(',');
}

/** Text that leaves the terminal's cursor and colours alone. */
function harmless(text: string): string {
  return text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');
}
