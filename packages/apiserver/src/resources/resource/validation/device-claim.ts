import {
  type DeviceClaim,
  type DeviceConstraint,
  type DeviceRequest,
  type DeviceSubRequest,
  type ExactDeviceRequest,
  type FieldError,
  field,
  isDns1123Subdomain,
} from '@sampan/api';
import { requiredText } from '../../../kinds/validation/messages.js';
import { validateList, validateSet } from './collections.js';
import { maxConfigurations, validateConfiguration } from './configuration.js';
import { validateFullyQualifiedName, validateLabelName } from './names.js';
import { validateSelectors } from './selectors.js';
import { validateTolerations } from './taints.js';

export const maxRequests = 32;
const maxConstraints = 32;
const maxSubRequests = 8;
const byName = ({ name }: { name: string }) => name;

/** What a claim asks for (`validateDeviceClaim`). */
export function validateDeviceClaim(path: string, claim: DeviceClaim = {}): FieldError[] {
  const names = requestNames(claim);
  return [
    ...validateSet(`${path}.requests`, claim.requests, { max: maxRequests, keyOf: byName }, validateRequest),
    ...validateList(`${path}.constraints`, claim.constraints, maxConstraints, (at, constraint) =>
      validateConstraint(at, constraint, names),
    ),
    ...validateList(`${path}.config`, claim.config, maxConfigurations, (at, config) => [
      ...validateRequestRefs(`${at}.requests`, config.requests, names),
      ...validateConfiguration(at, config),
    ]),
  ];
}

/** What requests of a claim are called: `gpu`, and `gpu/large` where there are several that would do. */
export function requestNames({ requests = [] }: DeviceClaim): ReadonlySet<string> {
  return new Set(
    requests.flatMap(({ name, firstAvailable = [] }) => [name, ...firstAvailable.map((sub) => `${name}/${sub.name}`)]),
  );
}

export function validateRequestRefs(
  path: string,
  refs: readonly string[] | undefined,
  names: ReadonlySet<string>,
): FieldError[] {
  return validateSet(path, refs, { max: maxRequests, keyOf: (ref) => ref }, (at, ref) =>
    validateRequestRef(at, ref, names),
  );
}

export function validateRequestRef(path: string, ref: string, names: ReadonlySet<string>): FieldError[] {
  const detail =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  const unknown = field.invalid(path, ref, detail);
  const parts = ref.split('/');
  if (parts.length > 2) return [unknown];
  return [...parts.flatMap((part) => validateLabelName(path, part)), ...(names.has(ref) ? [] : [unknown])];
}

function validateRequest(path: string, { name, exactly, firstAvailable = [] }: DeviceRequest): FieldError[] {
  return [...validateLabelName(`${path}.name`, name), ...validateAlternatives(path, exactly, firstAvailable)];
}

function validateAlternatives(
  path: string,
  exactly: ExactDeviceRequest | undefined,
  alternatives: readonly DeviceSubRequest[],
): FieldError[] {
  const detail = 'exactly one of `exactly` or `firstAvailable` is required';
  if (exactly === undefined) {
    if (alternatives.length === 0) return [field.required(path, detail)];
    const limits = { max: maxSubRequests, keyOf: ({ name }: DeviceSubRequest) => name };
    return validateSet(`${path}.firstAvailable`, alternatives, limits, (at, request) => [
      ...validateLabelName(`${at}.name`, request.name),
      ...validateDevices(at, request),
    ]);
  }
  if (alternatives.length > 0) return [field.invalid(path, null, `${detail}, but multiple fields are set`)];
  return validateDevices(`${path}.exactly`, exactly);
}

/** Which devices, and how many. */
function validateDevices(path: string, request: ExactDeviceRequest | DeviceSubRequest): FieldError[] {
  return [
    ...requiredText(`${path}.deviceClassName`, request.deviceClassName, isDns1123Subdomain),
    ...validateSelectors(`${path}.selectors`, request.selectors),
    ...validateCount(path, request),
    ...validateTolerations(`${path}.tolerations`, request.tolerations),
  ];
}

function validateCount(
  path: string,
  { allocationMode: mode = '', count = 0 }: ExactDeviceRequest | DeviceSubRequest,
): FieldError[] {
  if (mode === 'All') {
    const detail = "must not be specified when allocationMode is 'All'";
    return count === 0 ? [] : [field.invalid(`${path}.count`, count, detail)];
  }
  if (mode !== 'ExactCount') return [field.notSupported(`${path}.allocationMode`, mode, ['All', 'ExactCount'])];
  return count > 0 ? [] : [field.invalid(`${path}.count`, count, 'must be greater than zero')];
}

/** What devices have in common, or have not. */
function validateConstraint(
  path: string,
  { requests, matchAttribute, distinctAttribute }: DeviceConstraint,
  names: ReadonlySet<string>,
): FieldError[] {
  const errors = validateRequestRefs(`${path}.requests`, requests, names);
  if (matchAttribute !== undefined) {
    return [...errors, ...validateFullyQualifiedName(`${path}.matchAttribute`, matchAttribute)];
  }
  if (distinctAttribute !== undefined) {
    return [...errors, ...validateFullyQualifiedName(`${path}.distinctAttribute`, distinctAttribute)];
  }
  const detail = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
  return [...errors, field.required(path, detail)];
}
