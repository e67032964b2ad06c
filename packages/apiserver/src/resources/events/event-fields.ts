import type { CoreV1Event, EventsV1Event, ObjectReference } from '@sampan/api';

/** An event in either of the two shapes that it is served in. */
type AnyEvent = Partial<CoreV1Event> & Partial<EventsV1Event>;

const referenceFields = ['apiVersion', 'fieldPath', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'] as const;

/**
 * The selectable fields of events, under the names of both groups: the two share their storage, so what one writes has
 * to be found by the other.
 */
export function eventFields(): Record<string, (event: CoreV1Event | EventsV1Event) => string> {
  const fields: Record<string, (event: AnyEvent) => string> = {
    reason: ({ reason }) => reason ?? '',
    type: ({ type }) => type ?? '',
    source: (event) => sourceOf(event)?.component || controllerOf(event),
    reportingComponent: controllerOf,
    reportingController: controllerOf,
  };
  for (const name of referenceFields) {
    const value = (event: AnyEvent) => (objectOf(event) as Record<string, string | undefined>)[name] ?? '';
    fields[`involvedObject.${name}`] = value;
    fields[`regarding.${name}`] = value;
  }
  return fields as Record<string, (event: CoreV1Event | EventsV1Event) => string>;
}

function objectOf({ involvedObject, regarding }: AnyEvent): ObjectReference {
  return involvedObject ?? regarding ?? {};
}

function sourceOf({ source, deprecatedSource }: AnyEvent) {
  return source ?? deprecatedSource;
}

function controllerOf({ reportingComponent, reportingController }: AnyEvent): string {
  return reportingComponent ?? reportingController ?? '';
}
