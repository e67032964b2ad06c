import { type Device, type DeviceCounterConsumption, type FieldError, field } from '@sampan/api';
import { validateAttribute } from './attributes.js';
import { validateBindingConditions } from './binding-conditions.js';
import { validateCapacity } from './capacity.js';
import { validateList, validateMap, validateSet } from './collections.js';
import { validateLabelName, validateQualifiedName, validateRequiredName } from './names.js';
import { validateNodeChoice } from './node-choice.js';
import { validateTaint } from './taints.js';

const maxProperties = 32;
const maxTaints = 16;
const maxConsumptions = 2;
export const maxCounters = 32;

/** One device of a slice; `choosesNodes`: each of the slice's devices says where it is. */
export function validateDevice(path: string, device: Device, choosesNodes: boolean): FieldError[] {
  const { attributes = {}, capacity = {}, allowMultipleAllocations: isShared = false } = device;
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  const tooMany = `the total number of attributes and capacities must not exceed ${maxProperties}`;
  const names = { max: Number.POSITIVE_INFINITY, key: validateQualifiedName };
  return [
    ...validateLabelName(`${path}.name`, device.name),
    ...(count > maxProperties ? [field.invalid(path, count, tooMany)] : []),
    ...validateMap(`${path}.attributes`, attributes, names, validateAttribute),
    ...validateMap(`${path}.capacity`, capacity, names, (at, value) => validateCapacity(at, value, isShared)),
    ...validateList(`${path}.taints`, device.taints, maxTaints, validateTaint),
    ...validateSet(
      `${path}.consumesCounters`,
      device.consumesCounters,
      { max: maxConsumptions, keyOf: ({ counterSet }) => counterSet },
      validateConsumption,
    ),
    ...validatePlace(path, device, choosesNodes),
    ...validateBindingConditions(path, device),
  ];
}

function validateConsumption(path: string, { counterSet, counters }: DeviceCounterConsumption): FieldError[] {
  return [...validateRequiredName(`${path}.counterSet`, counterSet), ...validateCounters(`${path}.counters`, counters)];
}

/** Counters by their names: some, but not too many. */
export function validateCounters(path: string, counters: Readonly<Record<string, unknown>> = {}): FieldError[] {
  if (Object.keys(counters).length === 0) return [field.required(path)];
  return validateMap(path, counters, { max: maxCounters, key: validateLabelName });
}

function validatePlace(path: string, device: Device, choosesNodes: boolean): FieldError[] {
  const { nodeName, nodeSelector, allNodes } = device;
  const condition = '`perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  if (choosesNodes) {
    const detail = `exactly one of \`nodeName\`, \`nodeSelector\`, or \`allNodes\` is required when ${condition}`;
    return validateNodeChoice(path, device, { none: detail, several: detail, emptyName: 'must not be empty' });
  }
  if (nodeName === undefined && nodeSelector === undefined && allNodes === undefined) return [];
  const detail = `\`nodeName\`, \`nodeSelector\` and \`allNodes\` can only be set if ${condition}`;
  return [field.invalid(path, null, detail)];
}
