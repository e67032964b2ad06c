import { type CoreV1Event, type FieldError, field, isDns1123Subdomain, isQualifiedName, resources } from '@sampan/api';
import { defineResource } from '../../../kinds/define-resource.js';
import { requiredText } from '../../../kinds/validation/messages.js';
import { eventColumns } from './event-columns.js';
import { eventsConversion } from './event-conversion.js';
import { eventFields } from './event-fields.js';

/** How long events are kept, in seconds. */
const timeToLive = 3600;

export const events = defineResource(resources.events, {
  strategy: { validate, createOnUpdate: true, timeToLive },
  columns: eventColumns,
  selectableFields: eventFields(),
  // The same events, with other names for their fields.
  versions: {
    'events.k8s.io/v1': eventsConversion('events.k8s.io/v1'),
    'events.k8s.io/v1beta1': {
      ...eventsConversion('events.k8s.io/v1beta1'),
      lifecycle: { introduced: '1.8', deprecated: '1.22', removed: '1.25', replacement: '' },
    },
  },
});

/** An event is kept with the object that it is about; events of cluster-scoped objects are in `default`. */
function validate(event: CoreV1Event): FieldError[] {
  const { involvedObject, metadata, eventTime } = event;
  const { namespace = '' } = metadata;
  const involved = involvedObject.namespace ?? '';
  const matches = involved === '' ? namespace === '' || namespace === 'default' : involved === namespace;
  return [
    ...(matches ? [] : [field.invalid('involvedObject.namespace', involved, 'does not match event.namespace')]),
    ...(eventTime ? validateReport(event) : []),
    ...isDns1123Subdomain(namespace).map((message) => field.invalid('namespace', namespace, message)),
  ];
}

/** What reporters that give the exact time have to say as well. */
function validateReport({ reportingComponent, reportingInstance, action, reason }: CoreV1Event): FieldError[] {
  return [
    ...requiredText('reportingController', reportingComponent, isQualifiedName),
    ...requiredText('reportingInstance', reportingInstance),
    ...((reportingInstance ?? '').length > 128
      ? [field.invalid('reportingInstance', '', 'can have at most 128 characters')]
      : []),
    ...requiredText('action', action),
    ...requiredText('reason', reason),
  ];
}
