import type { Status } from '@sampan/api';
import { statusOf } from './report-error.js';
import type { ListTarget } from './selection.js';

/** A list's failure, which says what was looked for, as kubectl words it: only where the request itself was at fault. */
export function listFailure(error: unknown, { type, selector, fieldSelector }: ListTarget): unknown {
  const status = statusOf(error);
  if (status === undefined || (status.reason !== 'BadRequest' && status.reason !== 'NotFound')) return error;
  const resource = JSON.stringify(`${type.group}/${type.version}, Resource=${type.plural}`);
  const isSelected = selector !== '' || fieldSelector !== '';
  const what = isSelected
    ? `Unable to find ${resource} that match label selector ${JSON.stringify(selector)}, field selector ${JSON.stringify(fieldSelector)}`
    : `Unable to list ${resource}`;
  const message = `${what}: ${status.message ?? ''}`;
  const changed: Status = { ...status, message };
  return Object.assign(new Error(message), { status: changed });
}
