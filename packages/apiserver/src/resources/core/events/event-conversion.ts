import type { CoreV1Event, EventsV1Event } from '@sampan/api';
import type { Conversion } from '../../../kinds/resource-definition.js';

/** Events of `events.k8s.io` and those of the core group are the same objects, whose fields have other names. */
export function eventsConversion(apiVersion: string): Conversion<CoreV1Event> {
  return {
    fromHub: (event) => fromCore(event, apiVersion),
    toHub: (event) => toCore(event as EventsV1Event),
  };
}

function fromCore(event: CoreV1Event, apiVersion: string): EventsV1Event {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, series, ...same } =
    event;
  return {
    ...same,
    apiVersion,
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
