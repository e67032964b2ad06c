import type { AdmissionRequest } from '../admission-plugin.js';

/** True for the creation of a Pod and for changes of it, as opposed to those of its subresources. */
export function isPodWrite({ operation, resource, subresource }: AdmissionRequest): boolean {
  if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
  return subresource === '' && resource.group === '' && resource.plural === 'pods';
}

/** True for the creation of a Pod, as opposed to one of its subresources. */
export function isPodCreation({ operation, resource, subresource }: AdmissionRequest): boolean {
  return operation === 'CREATE' && subresource === '' && resource.group === '' && resource.plural === 'pods';
}
