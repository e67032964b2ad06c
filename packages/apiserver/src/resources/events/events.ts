import type { CoreV1Event, EventsV1Event } from '@sampan/api';
import { eventColumns } from '../core/event-columns.js';
import { eventTimeToLive, validateEvent } from '../core/events.js';
import { defineResource } from '../define-resource.js';
import { eventFields } from './event-fields.js';

/** The same events as those of the core group, with the field names of `events.k8s.io`. */
export const events = defineResource<EventsV1Event>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  scope: 'Namespaced',
  storage: {
    apiVersion: 'v1',
    kind: 'Event',
    fromStored: (object) => fromCore(object as CoreV1Event),
    toStored: (object) => toCore(object as EventsV1Event),
  },
  strategy: {
    validate: (event) => validateEvent(toCore(event)),
    createOnUpdate: true,
    timeToLive: eventTimeToLive,
  },
  columns: eventColumns.map((column) => ({
    ...column,
    cell: (event: EventsV1Event, now: number) => column.cell(toCore(event), now),
  })),
  selectableFields: eventFields(),
});

function fromCore(event: CoreV1Event): EventsV1Event {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, series, ...same } =
    event;
  return {
    ...same,
    apiVersion: 'events.k8s.io/v1',
    eventTime: event.eventTime as string,
    regarding: involvedObject,
    ...(message === undefined ? {} : { note: message }),
    ...(source === undefined ? {} : { deprecatedSource: source }),
    ...(firstTimestamp === undefined ? {} : { deprecatedFirstTimestamp: firstTimestamp }),
    ...(lastTimestamp === undefined ? {} : { deprecatedLastTimestamp: lastTimestamp }),
    ...(count === undefined ? {} : { deprecatedCount: count }),
    ...(reportingComponent === undefined ? {} : { reportingController: reportingComponent }),
    ...(series === undefined
      ? {}
      : { series: { count: series.count ?? 0, lastObservedTime: series.lastObservedTime ?? '' } }),
  };
}

function toCore(event: EventsV1Event): CoreV1Event {
  const {
    regarding,
    note,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    reportingController,
    ...same
  } = event;
  return {
    ...same,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    source: deprecatedSource ?? {},
    reportingComponent: reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
    ...(note === undefined ? {} : { message: note }),
    ...(deprecatedFirstTimestamp === undefined ? {} : { firstTimestamp: deprecatedFirstTimestamp }),
    ...(deprecatedLastTimestamp === undefined ? {} : { lastTimestamp: deprecatedLastTimestamp }),
    ...(deprecatedCount === undefined ? {} : { count: deprecatedCount }),
  };
}
