import type { CoreV1Event } from '@sampan/api';
import { expect, it } from 'vitest';
import { eventTable } from './event-table.js';

const now = Date.parse('2026-01-01T01:00:00Z');
const base = { apiVersion: 'v1', kind: 'Event', metadata: {}, involvedObject: {}, type: 'Normal', reason: 'R' };

it('shows events by age, with how often they happened', () => {
  const events: CoreV1Event[] = [
    {
      ...base,
      message: ' often ',
      count: 3,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:59:55Z',
      source: { component: 'kubelet' },
    },
    { ...base, message: 'once', firstTimestamp: '2026-01-01T00:30:00Z', lastTimestamp: '2026-01-01T00:30:00Z' },
    {
      ...base,
      message: 'series',
      eventTime: '2026-01-01T00:00:00.000000Z',
      series: { count: 5, lastObservedTime: '2026-01-01T00:50:00.000000Z' },
      reportingComponent: 'scheduler',
    },
  ];
  expect(eventTable(events, now)).toEqual([
    'Events:',
    '  Type\tReason\tAge\tFrom\tMessage',
    '  ----\t------\t----\t----\t-------',
    '  Normal\tR\t10m (x5 over 60m)\tscheduler\tseries',
    '  Normal\tR\t30m\t\tonce',
    '  Normal\tR\t5s (x3 over 60m)\tkubelet\toften',
  ]);
});

it('says that there are none', () => {
  expect(eventTable([], now)).toEqual(['Events:\t<none>']);
});
