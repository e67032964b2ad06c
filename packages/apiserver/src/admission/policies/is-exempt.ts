import { serverUser } from '../../objects/object-access.js';
import type { AdmissionRequest } from '../admission-plugin.js';

const reviews = ['authentication.k8s.io', 'authorization.k8s.io'];

/**
 * What no policy is asked about: policies and bindings, so that they can always be mended; reviews, without which nobody can be
 * let in; and what the server writes on its own behalf.
 */
export function isExempt({ resource, user }: AdmissionRequest): boolean {
  if (user === serverUser) return true;
  if (resource.group === 'admissionregistration.k8s.io') return /AdmissionPolicy(Binding)?$/.test(resource.kind);
  return resource.answer !== undefined && reviews.includes(resource.group);
}
