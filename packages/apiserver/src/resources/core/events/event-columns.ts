import { ageOf, type CoreV1Event } from '@sampan/api';
import { nameColumn } from '../../../kinds/columns/common-columns.js';
import type { TableColumn } from '../../../kinds/table-column.js';

export const eventColumns: TableColumn<CoreV1Event>[] = [
  { name: 'Last Seen', type: 'string', description: 'How long ago it happened last.', cell: formatLastSeen },
  { name: 'Type', type: 'string', description: 'Normal or Warning.', cell: ({ type }) => type ?? '' },
  { name: 'Reason', type: 'string', description: 'What happened, in a word.', cell: ({ reason }) => reason ?? '' },
  { name: 'Object', type: 'string', description: 'The object that it happened to.', cell: formatObject },
  {
    name: 'Subobject',
    type: 'string',
    priority: 1,
    description: 'The part of the object that it happened to.',
    cell: ({ involvedObject }) => involvedObject.fieldPath ?? '',
  },
  { name: 'Source', type: 'string', priority: 1, description: 'Who reported it.', cell: formatSource },
  { name: 'Message', type: 'string', description: 'What happened.', cell: ({ message }) => (message ?? '').trim() },
  {
    name: 'First Seen',
    type: 'string',
    priority: 1,
    description: 'How long ago it happened first.',
    cell: formatFirstSeen,
  },
  { name: 'Count', type: 'string', priority: 1, description: 'How often it happened.', cell: countOf },
  { ...nameColumn, priority: 1 },
];

function formatFirstSeen({ firstTimestamp, eventTime }: CoreV1Event, now: number): string {
  return ageOf(firstTimestamp ?? eventTime, now);
}

function formatLastSeen(event: CoreV1Event, now: number): string {
  if (event.series !== undefined) return ageOf(event.series.lastObservedTime, now);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, now) : formatFirstSeen(event, now);
}

function formatObject({ involvedObject: { kind = '', name } }: CoreV1Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

function formatSource({ source, reportingComponent, reportingInstance }: CoreV1Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}

function countOf({ series, count }: CoreV1Event): number {
  return series?.count ?? (count || 1);
}
