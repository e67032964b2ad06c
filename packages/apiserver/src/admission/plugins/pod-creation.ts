import type { AdmissionRequest } from '../admission-plugin.js';

/** True for the creation of a Pod, as opposed to one of its subresources. */
export function isPodCreation({ operation, resource, subresource }: AdmissionRequest): boolean {
  return operation === 'CREATE' && subresource === '' && resource.group === '' && resource.plural === 'pods';
}
