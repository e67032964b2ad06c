import {
  type FieldError,
  field,
  isHugePages,
  isNativeResource,
  Quantity,
  type ResourceRequirements,
} from '@sampan/api';
import { validateContainerResourceName, validatePodResourceName } from './validate-resource-name.js';

/** What a container requests and is limited to. */
export function validateResources(path: string, resources: ResourceRequirements | undefined): FieldError[] {
  return validateRequirements(path, resources, validateContainerResourceName);
}

/** What a Pod requests and is limited to as a whole. */
export function validatePodAmounts(path: string, resources: ResourceRequirements): FieldError[] {
  return validateRequirements(path, resources, validatePodResourceName);
}

type NameRule = (path: string, name: string) => FieldError[];

function validateRequirements(path: string, resources: ResourceRequirements | undefined, rule: NameRule): FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const pagesAlone = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory');
  const validateAmount = (at: string, name: string, quantity: string) => [
    ...rule(at, name),
    ...validateQuantity(at, name, quantity),
  ];
  return [
    ...Object.entries(limits).flatMap(([name, quantity]) => validateAmount(`${path}.limits[${name}]`, name, quantity)),
    ...Object.entries(requests).flatMap(([name, quantity]) => [
      ...validateAmount(`${path}.requests[${name}]`, name, quantity),
      ...validateAgainstLimit(path, name, { quantity, limit: limits[name] }),
    ]),
    ...(pagesAlone ? [field.forbidden(path, 'HugePages require cpu or memory')] : []),
  ];
}

/** An amount of something, not negative, and whole where only whole ones exist. */
export function validateQuantity(path: string, name: string, quantity: string): FieldError[] {
  const amount = Quantity.parse(quantity);
  if (amount.compare(0) < 0) return [field.invalid(path, quantity, 'must be greater than or equal to 0')];
  const whole = name.includes('/') && !isNativeResource(name);
  if (whole && amount.toMilli() % 1000 !== 0) return [field.invalid(path, quantity, 'must be an integer')];
  if (!isHugePages(name) || isMultiple(amount, name.slice('hugepages-'.length))) return [];
  return [field.invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`)];
}

function isMultiple(amount: Quantity, pageSize: string): boolean {
  const size = parseSize(pageSize);
  return size > 0 && amount.toFloat() % size === 0;
}

/** The bytes of one page; 0 for what is no size. */
function parseSize(text: string): number {
  try {
    return Quantity.parse(text).toFloat();
  } catch {
    return 0;
  }
}

function validateAgainstLimit(
  path: string,
  name: string,
  amounts: { quantity: string; limit: string | undefined },
): FieldError[] {
  const { quantity, limit } = amounts;
  const overcommits = isNativeResource(name) && !isHugePages(name);
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
