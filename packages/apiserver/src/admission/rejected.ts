import { forbidden, type StatusError } from '@sampan/api';
import type { AdmissionRequest } from './admission-plugin.js';

/** A plugin's refusal: 403, of the object by its name, or by what its name begins with while it has none. */
export function rejected({ resource, name, object }: AdmissionRequest, reason: string): StatusError {
  const shown = name || object?.metadata.name || object?.metadata.generateName || 'Unknown';
  return forbidden({ group: resource.group, resource: resource.plural }, shown, reason);
}
