import {
  type CounterSet,
  type FieldError,
  field,
  type ResourcePool,
  type ResourceSlice,
  type ResourceSliceSpec,
} from '@sampan/api';
import { validateDriverName } from '../../core/persistent-volume-spec.js';
import { validateSet } from './collections.js';
import { validateCounters, validateDevice } from './device.js';
import { validatePoolName, validateRequiredName } from './names.js';
import { validateNodeChoice } from './node-choice.js';

const maxDevices = 128;
const maxAdvancedDevices = 64;
const maxCounterSets = 8;
const byName = ({ name }: { name: string }) => name;

/** What a driver offers (`validateResourceSliceSpec`). */
export function validateSliceSpec(path: string, spec: ResourceSliceSpec): FieldError[] {
  const { devices, sharedCounters, nodeSelector } = spec;
  const terms = nodeSelector?.nodeSelectorTerms ?? [];
  const termsPath = `${path}.nodeSelector.nodeSelectorTerms`;
  const detail = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  return [
    ...validateDriverName(`${path}.driver`, spec.driver),
    ...validatePool(`${path}.pool`, spec.pool),
    ...(nodeSelector === undefined || terms.length === 1
      ? []
      : [field.invalid(termsPath, terms, 'must have exactly one node selector term')]),
    ...validateNodeChoice(path, spec, {
      none: detail,
      several: `${detail}, but multiple fields are set`,
      emptyName: 'must be either unset or set to a non-empty string',
    }),
    ...(sharedCounters !== undefined && devices !== undefined
      ? [field.invalid(path, '', 'only one of `sharedCounters` or `devices` is allowed')]
      : []),
    ...validateSet(`${path}.devices`, devices, { max: deviceLimit(spec), keyOf: byName }, (at, device) =>
      validateDevice(at, device, spec.perDeviceNodeSelection === true),
    ),
    ...validateSet(
      `${path}.sharedCounters`,
      sharedCounters,
      { max: maxCounterSets, keyOf: byName },
      validateCounterSet,
    ),
  ];
}

/** Devices with more to them are fewer. */
function deviceLimit({ devices = [] }: ResourceSliceSpec): number {
  const isAdvanced = devices.some(
    ({ taints = [], consumesCounters = [] }) => taints.length > 0 || consumesCounters.length > 0,
  );
  return isAdvanced ? maxAdvancedDevices : maxDevices;
}

function validatePool(path: string, pool: Partial<ResourcePool> = {}): FieldError[] {
  const { name, generation = 0, resourceSliceCount: count = 0 } = pool;
  return [
    ...validatePoolName(`${path}.name`, name),
    ...(count > 0 ? [] : [field.invalid(`${path}.resourceSliceCount`, count, 'must be greater than zero')]),
    ...(generation >= 0
      ? []
      : [field.invalid(`${path}.generation`, generation, 'must be greater than or equal to zero')]),
  ];
}

function validateCounterSet(path: string, { name, counters }: CounterSet): FieldError[] {
  return [...validateRequiredName(`${path}.name`, name), ...validateCounters(`${path}.counters`, counters)];
}

/** Whose devices they are, and where, stays as it is. */
export function validateSliceChange({ spec }: ResourceSlice, { spec: old }: ResourceSlice): FieldError[] {
  const fields: [path: string, value: string | undefined, before: string | undefined][] = [
    ['spec.pool.name', spec.pool?.name, old.pool?.name],
    ['spec.driver', spec.driver, old.driver],
    ['spec.nodeName', spec.nodeName, old.nodeName],
  ];
  return fields.flatMap(([path, value, before]) =>
    value === before ? [] : [field.invalid(path, value ?? null, 'field is immutable')],
  );
}
