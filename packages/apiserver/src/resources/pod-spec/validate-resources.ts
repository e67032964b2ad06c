import { type FieldError, field, isQualifiedName, Quantity, type ResourceRequirements } from '@sampan/api';
import { invalidFor } from '../validation/messages.js';

const containerResources = ['cpu', 'memory', 'ephemeral-storage'];

/** Resources that Kubernetes knows beyond those of containers: quotas and volumes count them. */
const standardResources = new Set([
  ...containerResources,
  ...containerResources.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);

/** What a container requests and is limited to. */
export function validateResources(path: string, resources: ResourceRequirements | undefined): FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  return [
    ...Object.entries(limits).flatMap(([name, quantity]) => validateAmount(`${path}.limits[${name}]`, name, quantity)),
    ...Object.entries(requests).flatMap(([name, quantity]) => [
      ...validateAmount(`${path}.requests[${name}]`, name, quantity),
      ...validateAgainstLimit(path, name, { quantity, limit: limits[name] }),
    ]),
  ];
}

/** An amount of something, not negative, and whole where only whole ones exist. */
export function validateQuantity(path: string, name: string, quantity: string): FieldError[] {
  const amount = Quantity.parse(quantity);
  if (amount.compare(0) < 0) return [field.invalid(path, quantity, 'must be greater than or equal to 0')];
  const whole = name.includes('/') && !isNative(name);
  return whole && amount.toMilli() % 1000 !== 0 ? [field.invalid(path, quantity, 'must be an integer')] : [];
}

function validateAmount(path: string, name: string, quantity: string): FieldError[] {
  return [...validateResourceName(path, name), ...validateQuantity(path, name, quantity)];
}

function validateResourceName(path: string, name: string): FieldError[] {
  if (containerResources.includes(name)) return [];
  const errors = invalidFor(path, name, isQualifiedName(name));
  if (errors.length > 0) return errors;
  if (name.includes('/')) {
    const extended =
      isNative(name) || (!name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0);
    return extended ? [] : [field.invalid(path, name, "doesn't follow extended resource name standard")];
  }
  if (name.startsWith('hugepages-')) return [];
  const unqualified = field.invalid(path, name, 'must be a standard resource type or fully qualified');
  return [
    ...(standardResources.has(name) ? [] : [unqualified]),
    field.invalid(path, name, 'must be a standard resource for containers'),
  ];
}

function validateAgainstLimit(
  path: string,
  name: string,
  amounts: { quantity: string; limit: string | undefined },
): FieldError[] {
  const { quantity, limit } = amounts;
  const overcommits = isNative(name) && !name.startsWith('hugepages-');
  if (limit === undefined) {
    return overcommits ? [] : [field.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const order = Quantity.parse(quantity).compare(limit);
  if (order !== 0 && !overcommits) {
    return [field.invalid(`${path}.requests`, quantity, `must be equal to ${name} limit of ${limit}`)];
  }
  return order > 0
    ? [field.invalid(`${path}.requests`, quantity, `must be less than or equal to ${name} limit of ${limit}`)]
    : [];
}

/** Kubernetes' own resources: without a domain, or with one of its own. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.slice(0, name.indexOf('/')).endsWith('kubernetes.io');
}
