import { ageOf, type CoreV1Event } from '@sampan/api';
import { tableLines } from './lines.js';

const header = ['Type', 'Reason', 'Age', 'From', 'Message'];

/** The events as a table, the oldest first. */
export function eventTable(events: readonly CoreV1Event[], now: number): string[] {
  if (events.length === 0) return ['Events:\t<none>'];
  const sorted = [...events].sort((a, b) => lastSeen(a) - lastSeen(b));
  const rows = sorted.map((event) => [
    event.type ?? '',
    event.reason ?? '',
    eventAge(event, now),
    event.source?.component || event.reportingComponent || '',
    (event.message ?? '').trim(),
  ]);
  return tableLines('Events:', header, [['----', '------', '----', '----', '-------'], ...rows]);
}

/** When it happened last, how often, and since when: `5s (x3 over 2m)`. */
export function eventAge(event: CoreV1Event, now: number): string {
  const first = ageOf(event.eventTime ?? event.firstTimestamp, now);
  const { series, count = 0 } = event;
  if (series) return `${ageOf(series.lastObservedTime, now)} (x${series.count} over ${first})`;
  return count > 1 ? `${ageOf(event.lastTimestamp, now)} (x${count} over ${first})` : first;
}

function lastSeen({ lastTimestamp }: CoreV1Event): number {
  return lastTimestamp ? Date.parse(lastTimestamp) : Number.NEGATIVE_INFINITY;
}
