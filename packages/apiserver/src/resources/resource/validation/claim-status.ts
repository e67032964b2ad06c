import {
  type AllocatedDeviceStatus,
  type AllocationResult,
  byteLength,
  type DeviceAllocationConfiguration,
  type DeviceRequestAllocationResult,
  deepEqual,
  type FieldError,
  field,
  isCidr,
  type NetworkDeviceData,
  type ResourceClaimConsumerReference,
  type ResourceV1ResourceClaim,
} from '@sampan/api';
import { requiredChoice, requiredText } from '../../../kinds/validation/messages.js';
import { validateDriverName } from '../../core/persistent-volume-spec.js';
import { validateNodeSelector } from '../../pod-spec/validate-affinity.js';
import { validateBindingConditions } from './binding-conditions.js';
import { validateList, validateSet } from './collections.js';
import { validateConditions } from './conditions.js';
import { maxConfigurations, validateConfiguration, validateRawObject } from './configuration.js';
import { requestNames, validateRequestRef, validateRequestRefs } from './device-claim.js';
import { validateLabelName, validatePoolName, validateShareId } from './names.js';
import { validateTolerations } from './taints.js';

const maxConsumers = 256;
const maxResults = 32;
const maxConditions = 8;
const maxAddresses = 16;
const maxLengths = { data: 10 * 1024, interfaceName: 256, hardwareAddress: 128 };

/** What was allocated, for whom, and what drivers say of it (`validateResourceClaimStatusUpdate`). */
export function validateClaimStatus(claim: ResourceV1ResourceClaim, old: ResourceV1ResourceClaim): FieldError[] {
  const { reservedFor, devices, allocation } = claim.status ?? {};
  const before = old.status?.allocation;
  const allocated = new Set((allocation?.devices?.results ?? []).map(deviceId));
  const forAny = { max: Number.POSITIVE_INFINITY, keyOf: deviceId };
  return [
    ...validateSet('status.reservedFor', reservedFor, { max: maxConsumers, keyOf: ({ uid }) => uid }, validateConsumer),
    ...validateSet('status.devices', devices, forAny, (at, device) => validateDeviceStatus(at, device, allocated)),
    ...validateReservations(claim, old),
    ...(allocation === undefined ? [] : validateAllocation(allocation, before, requestNames(claim.spec.devices ?? {}))),
  ];
}

function deviceId({ driver, pool, device, shareID }: AllocatedDeviceStatus | DeviceRequestAllocationResult): string {
  return [driver, pool, device, ...(shareID === undefined ? [] : [shareID])].join('/');
}

function validateConsumer(path: string, { resource, name, uid }: ResourceClaimConsumerReference): FieldError[] {
  return [
    ...requiredText(`${path}.resource`, resource),
    ...requiredText(`${path}.name`, name),
    ...requiredText(`${path}.uid`, uid),
  ];
}

/** Only what is allocated is anybody's, and nobody new's once the claim is to go. */
function validateReservations(
  { metadata, status }: ResourceV1ResourceClaim,
  old: ResourceV1ResourceClaim,
): FieldError[] {
  const path = 'status.reservedFor';
  const { reservedFor = [], allocation } = status ?? {};
  if (reservedFor.length === 0) return [];
  if (allocation === undefined) return [field.forbidden(path, 'may not be specified when `allocated` is not set')];
  if (metadata.deletionTimestamp === undefined) return [];
  const before = old.status?.reservedFor ?? [];
  if (reservedFor.every((one) => before.some((other) => deepEqual(one, other)))) return [];
  const detail = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
  return [field.forbidden(path, detail)];
}

/** It is made once; what was made is not looked at again. */
function validateAllocation(
  allocation: AllocationResult,
  before: AllocationResult | undefined,
  names: ReadonlySet<string>,
): FieldError[] {
  const path = 'status.allocation';
  if (before !== undefined) {
    return deepEqual(allocation, before) ? [] : [field.invalid(path, allocation, 'field is immutable')];
  }
  const { devices = {}, nodeSelector } = allocation;
  return [
    ...validateList(`${path}.devices.results`, devices.results, maxResults, (at, result) =>
      validateResult(at, result, names),
    ),
    // Those of the class and those of the claim.
    ...validateList(`${path}.devices.config`, devices.config, 2 * maxConfigurations, (at, config) =>
      validateAllocatedConfiguration(at, config, names),
    ),
    ...(nodeSelector === undefined ? [] : validateNodeSelector(`${path}.nodeSelector`, nodeSelector)),
  ];
}

function validateResult(path: string, result: DeviceRequestAllocationResult, names: ReadonlySet<string>): FieldError[] {
  return [
    ...validateRequestRef(`${path}.request`, result.request ?? '', names),
    ...validateNames(path, result),
    ...validateBindingConditions(path, result),
    ...validateTolerations(`${path}.tolerations`, result.tolerations),
    ...validateShareId(`${path}.shareID`, result.shareID),
  ];
}

function validateNames(
  path: string,
  { driver, pool, device }: AllocatedDeviceStatus | DeviceRequestAllocationResult,
): FieldError[] {
  return [
    ...validateDriverName(`${path}.driver`, driver),
    ...validatePoolName(`${path}.pool`, pool),
    ...validateLabelName(`${path}.device`, device),
  ];
}

function validateAllocatedConfiguration(
  path: string,
  config: DeviceAllocationConfiguration,
  names: ReadonlySet<string>,
): FieldError[] {
  return [
    ...requiredChoice(`${path}.source`, config.source, ['FromClaim', 'FromClass']),
    ...validateRequestRefs(`${path}.requests`, config.requests, names),
    ...validateConfiguration(path, config),
  ];
}

function validateDeviceStatus(
  path: string,
  device: AllocatedDeviceStatus,
  allocated: ReadonlySet<string>,
): FieldError[] {
  const { conditions = [], data, networkData } = device;
  const id = deviceId(device);
  return [
    ...validateNames(path, device),
    ...validateShareId(`${path}.shareID`, device.shareID),
    ...(allocated.has(id) ? [] : [field.invalid(path, id, 'must be an allocated device in the claim')]),
    ...(conditions.length > maxConditions
      ? [field.tooMany(`${path}.conditions`, conditions.length, maxConditions)]
      : []),
    ...validateConditions(`${path}.conditions`, conditions),
    ...(data === undefined || data === null ? [] : validateRawObject(`${path}.data`, data, maxLengths.data)),
    ...(networkData === undefined ? [] : validateNetworkData(`${path}.networkData`, networkData)),
  ];
}

function validateNetworkData(path: string, data: NetworkDeviceData): FieldError[] {
  const tooLong = (['interfaceName', 'hardwareAddress'] as const).filter(
    (name) => byteLength(data[name] ?? '') > maxLengths[name],
  );
  const detail = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';
  return [
    ...tooLong.map((name) => field.tooLong(`${path}.${name}`, maxLengths[name])),
    ...validateSet(`${path}.ips`, data.ips, { max: maxAddresses, keyOf: (ip) => ip }, (at, ip) =>
      isCidr(ip).length === 0 ? [] : [field.invalid(at, ip, detail)],
    ),
  ];
}
