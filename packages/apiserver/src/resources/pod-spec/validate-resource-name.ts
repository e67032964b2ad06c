import {
  type FieldError,
  field,
  isExtendedResource,
  isHugePages,
  isNativeResource,
  isQualifiedName,
} from '@sampan/api';
import { invalidFor } from '../../kinds/validation/messages.js';

const containerResources = ['cpu', 'memory', 'ephemeral-storage'];

/** Resources that Kubernetes knows beyond those of containers: quotas and volumes count them. */
const standardResources = new Set([
  ...containerResources,
  ...containerResources.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);

/** The name of anything that can be requested, counted or limited. */
export function validateResourceName(path: string, name: string): FieldError[] {
  const errors = invalidFor(path, name, isQualifiedName(name));
  if (errors.length > 0 || name.includes('/') || standardResources.has(name) || isHugePages(name)) return errors;
  return [field.invalid(path, name, 'must be a standard resource type or fully qualified')];
}

/** What one container may request. */
export function validateContainerResourceName(path: string, name: string): FieldError[] {
  const errors = validateResourceName(path, name);
  if (!name.includes('/')) {
    if (containerResources.includes(name) || isHugePages(name)) return errors;
    return [...errors, field.invalid(path, name, 'must be a standard resource for containers')];
  }
  if (isNativeResource(name) || isExtendedResource(name)) return errors;
  return [...errors, field.invalid(path, name, "doesn't follow extended resource name standard")];
}

/** What may be requested for a Pod as a whole. */
export function validatePodResourceName(path: string, name: string): FieldError[] {
  const errors = validateResourceName(path, name);
  if (errors.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return errors;
  return [field.notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
}
