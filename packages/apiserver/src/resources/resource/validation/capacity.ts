import {
  type CapacityRequestPolicy,
  type CapacityRequestPolicyRange,
  type DeviceCapacity,
  type FieldError,
  field,
  Quantity,
} from '@sampan/api';
import { validateSet } from './collections.js';

const maxValues = 10;

/** How much of a device there is; only of one that several may have, how it is divided. */
export function validateCapacity(
  path: string,
  { value, requestPolicy }: DeviceCapacity,
  isShared: boolean,
): FieldError[] {
  const at = `${path}.requestPolicy`;
  if (requestPolicy === undefined) return [];
  if (!isShared) return [field.forbidden(at, 'allowMultipleAllocations must be true')];
  return validatePolicy(at, requestPolicy, Quantity.of(value ?? '0'));
}

function validatePolicy(path: string, policy: CapacityRequestPolicy, capacity: Quantity): FieldError[] {
  const { validValues: values = [], validRange: range, default: usual } = policy;
  if (values.length > 0 && range !== undefined) {
    const detail =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    return [field.forbidden(path, detail)];
  }
  const kind = values.length > 0 ? 'validValues' : 'validRange';
  if (values.length === 0 && range === undefined) return [];
  if (usual === undefined) return [field.required(`${path}.default`, `required when ${kind} is defined`)];
  return range === undefined
    ? validateValues(`${path}.validValues`, { values, usual: Quantity.of(usual), capacity })
    : validateRange(`${path}.validRange`, { range, usual: Quantity.of(usual), capacity });
}

function validateValues(
  path: string,
  { values, usual, capacity }: { values: readonly string[]; usual: Quantity; capacity: Quantity },
): FieldError[] {
  const errors = values.flatMap((value, index) =>
    index > 0 && Quantity.of(values[index - 1] ?? '0').compare(value) > 0
      ? [field.invalid(`${path}[${index}]`, value, 'values must be sorted in ascending order')]
      : [],
  );
  const keyOf = (value: string) => String(Quantity.of(value).toNumber());
  errors.push(
    ...validateSet(path, values, { max: maxValues, keyOf }, (at, value) =>
      capacity.compare(value) < 0
        ? [field.invalid(at, value, `option is larger than capacity value: ${capacity}`)]
        : [],
    ),
  );
  if (!values.some((value) => usual.equals(value)) || values.length > maxValues) {
    errors.push(field.invalid(path, String(usual), 'default value is not valid according to the requestPolicy'));
  }
  return errors;
}

function validateRange(
  path: string,
  { range, usual, capacity }: { range: CapacityRequestPolicyRange; usual: Quantity; capacity: Quantity },
): FieldError[] {
  if (range.min === undefined) return [field.required(`${path}.min`, 'required when validRange is defined')];
  const min = Quantity.of(range.min);
  const max = range.max === undefined ? undefined : Quantity.of(range.max);
  const errors: FieldError[] = [];
  const refuse = (isWrong: boolean, name: string, value: Quantity, detail: string) => {
    if (isWrong) errors.push(field.invalid(`${path}.${name}`, String(value), detail));
  };
  refuse(min.compare(capacity) > 0, 'min', min, `min is larger than capacity value: ${capacity}`);
  refuse(usual.compare(min) < 0, 'default', usual, `default is less than min: ${min}`);
  if (max !== undefined) {
    refuse(min.compare(max) > 0, 'max', min, `min is larger than max: ${max}`);
    refuse(max.compare(capacity) > 0, 'max', max, `max is larger than capacity value: ${capacity}`);
    refuse(usual.compare(max) > 0, 'default', usual, `default is more than max: ${max}`);
  }
  if (range.step === undefined) return errors;
  const step = Quantity.of(range.step);
  const next = min.add(step);
  refuse(next.compare(capacity) > 0, 'step', step, `one step ${next} is larger than capacity value: ${capacity}`);
  for (const value of max === undefined ? [usual] : [usual, max]) {
    const isBetween = !isMultiple(value.toNumber() - min.toNumber(), step.toNumber());
    refuse(isBetween, 'step', value, `value is not a multiple of a given step (${step}) from (${min})`);
  }
  return errors;
}

function isMultiple(distance: number, step: number): boolean {
  return step !== 0 && distance % step === 0;
}
