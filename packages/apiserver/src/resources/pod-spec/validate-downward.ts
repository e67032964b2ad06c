import {
  type FieldError,
  field,
  isQualifiedName,
  type ObjectFieldSelector,
  Quantity,
  type ResourceFieldSelector,
} from '@sampan/api';
import { invalidFor } from '../../kinds/validation/messages.js';

/** What an environment variable may show of its Pod. */
export const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** What a file of a volume may show of its Pod. */
export const volumeFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

const knownFieldPaths = new Set([
  ...envFieldPaths,
  ...volumeFieldPaths,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const resourceNames = ['cpu', 'ephemeral-storage', 'memory'];
const resourceFields = [
  ...resourceNames.map((name) => `limits.${name}`),
  ...resourceNames.map((name) => `requests.${name}`),
];
const cpuDivisors = ['1m', '1'];
const sizeDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** A `fieldRef`: a field of the Pod, or one label or annotation of it (`metadata.labels['app']`). */
export function validateFieldRef(path: string, ref: ObjectFieldSelector, allowed: readonly string[]): FieldError[] {
  const { apiVersion = '', fieldPath = '' } = ref;
  const errors: FieldError[] = [];
  if (apiVersion === '') errors.push(field.required(`${path}.apiVersion`));
  if (fieldPath === '') errors.push(field.required(`${path}.fieldPath`));
  if (errors.length > 0) return errors;
  const failure = conversionError(apiVersion, fieldPath);
  if (failure !== undefined)
    return [field.invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${failure}`)];
  const subscript = splitSubscript(fieldPath);
  if (subscript !== undefined) {
    const key = subscript.path === 'metadata.annotations' ? subscript.key.toLowerCase() : subscript.key;
    return invalidFor(path, subscript.key, isQualifiedName(key));
  }
  return allowed.includes(fieldPath) ? [] : [field.notSupported(`${path}.fieldPath`, fieldPath, allowed)];
}

/** A `resourceFieldRef`: an amount that a container requests or is limited to. */
export function validateResourceFieldRef(
  path: string,
  ref: ResourceFieldSelector,
  place: 'env' | 'volume',
): FieldError[] {
  const { containerName = '', resource = '', divisor = '0' } = ref;
  if (place === 'volume' && containerName === '') return [field.required(`${path}.containerName`)];
  if (resource === '') return [field.required(`${path}.resource`)];
  if (!resourceFields.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    return [field.notSupported(`${path}.resource`, resource, resourceFields)];
  }
  return validateDivisor(`${path}.divisor`, resource, divisor);
}

function conversionError(apiVersion: string, fieldPath: string): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  const subscript = splitSubscript(fieldPath);
  if (subscript === undefined)
    return knownFieldPaths.has(fieldPath) ? undefined : `field label not supported: ${fieldPath}`;
  const subscriptable = subscript.path === 'metadata.labels' || subscript.path === 'metadata.annotations';
  return subscriptable ? undefined : `field label does not support subscript: ${fieldPath}`;
}

function splitSubscript(fieldPath: string): { path: string; key: string } | undefined {
  const match = /^(.*?)\['(.*)'\]$/.exec(fieldPath);
  return match === null ? undefined : { path: match[1] ?? '', key: match[2] ?? '' };
}

function validateDivisor(path: string, resource: string, divisor: string): FieldError[] {
  if (Quantity.parse(divisor).isZero()) return [];
  const name = resource.slice(resource.indexOf('.') + 1);
  const [divisors, label] = name === 'cpu' ? [cpuDivisors, 'cpu'] : [sizeDivisors, sizeLabel(name)];
  if (divisors.some((allowed) => Quantity.parse(allowed).equals(divisor))) return [];
  const list = name === 'cpu' ? divisors.join(' and ') : divisors.join(', ');
  return [field.invalid(path, resource, `only divisor's values ${list} are supported with the ${label} resource`)];
}

function sizeLabel(name: string): string {
  if (name === 'memory') return 'memory';
  return name.startsWith('hugepages-') ? 'hugepages' : 'local ephemeral storage';
}
