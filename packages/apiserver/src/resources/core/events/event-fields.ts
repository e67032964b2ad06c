import type { CoreV1Event } from '@sampan/api';

const referenceFields = ['apiVersion', 'fieldPath', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'] as const;

/** The selectable fields of events, under the names of both groups: what one writes has to be found by the other. */
export function eventFields(): Record<string, (event: CoreV1Event) => string> {
  const controller = ({ reportingComponent }: CoreV1Event) => reportingComponent ?? '';
  const fields: Record<string, (event: CoreV1Event) => string> = {
    reason: ({ reason }) => reason ?? '',
    type: ({ type }) => type ?? '',
    source: (event) => event.source?.component || controller(event),
    reportingComponent: controller,
    reportingController: controller,
  };
  for (const name of referenceFields) {
    const value = ({ involvedObject }: CoreV1Event) => involvedObject[name] ?? '';
    fields[`involvedObject.${name}`] = value;
    fields[`regarding.${name}`] = value;
  }
  return fields;
}
