import {
  type FieldError,
  field,
  isQualifiedName,
  type LimitRange,
  type LimitRangeItem,
  Quantity,
  resources,
} from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor } from '../../kinds/validation/messages.js';
import { validateContainerResourceName, validateResourceName } from '../pod-spec/validate-resource-name.js';

/** What containers, Pods and claims of a namespace may ask for, and what they get where they do not ask. */
export const limitranges = defineResource(resources.limitRanges, {
  strategy: { defaults, validate, createOnUpdate: true },
});

/** What is not said follows: the default is the maximum, what is requested by default is the default, or the minimum. */
function defaults({ spec }: LimitRange): void {
  for (const limit of spec?.limits ?? []) {
    if (limit.type !== 'Container') continue;
    limit.default = { ...limit.max, ...limit.default };
    limit.defaultRequest = { ...limit.min, ...limit.default, ...limit.defaultRequest };
  }
}

function validate({ spec }: LimitRange): FieldError[] {
  const types = new Set<string>();
  return (spec?.limits ?? []).flatMap((limit, index) => {
    const path = `spec.limits[${index}]`;
    const errors = validateType(`${path}.type`, limit.type);
    if (types.has(limit.type)) errors.push(field.duplicate(`${path}.type`, limit.type));
    types.add(limit.type);
    return [...errors, ...validateLimit(path, limit)];
  });
}

const standardTypes = ['Container', 'PersistentVolumeClaim', 'Pod'];

function validateType(path: string, type = ''): FieldError[] {
  const errors = invalidFor(path, type, isQualifiedName(type));
  if (errors.length > 0 || type.includes('/') || standardTypes.includes(type)) return errors;
  return [field.invalid(path, type, 'must be a standard limit type or fully qualified')];
}

function validateLimit(path: string, limit: LimitRangeItem): FieldError[] {
  const { min = {}, max = {}, default: usual = {}, defaultRequest = {}, maxLimitRequestRatio = {} } = limit;
  const nameRule =
    limit.type === 'Pod' || limit.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const validateNames = (list: keyof LimitRangeItem, amounts: Record<string, string>) =>
    Object.keys(amounts).flatMap((name) => nameRule(`${path}.${list}[${name}]`, name));
  const errors = [...validateNames('max', max), ...validateNames('min', min)];
  if (limit.type === 'Pod') {
    if (Object.keys(usual).length > 0)
      errors.push(field.forbidden(`${path}.default`, "may not be specified when `type` is 'Pod'"));
    if (Object.keys(defaultRequest).length > 0) {
      errors.push(field.forbidden(`${path}.defaultRequest`, "may not be specified when `type` is 'Pod'"));
    }
  }
  if (limit.type !== 'Pod') {
    errors.push(...validateNames('default', usual), ...validateNames('defaultRequest', defaultRequest));
  }
  if (limit.type === 'PersistentVolumeClaim' && min.storage === undefined && max.storage === undefined) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(field.required(`${path}.limits`, detail));
  }
  errors.push(...validateNames('maxLimitRequestRatio', maxLimitRequestRatio));
  const names = new Set([min, max, usual, defaultRequest, maxLimitRequestRatio].flatMap(Object.keys));
  for (const name of names) {
    const [least, most, request, standard] = [min[name], max[name], defaultRequest[name], usual[name]];
    const ordered = (
      low: string | undefined,
      high: string | undefined,
      { at, shown, what }: { at: string; shown: string | undefined; what: [string, string] },
    ) => {
      if (low === undefined || high === undefined || Quantity.parse(low).compare(high) <= 0) return;
      const detail = `${what[0]} value ${low} is greater than ${what[1]} value ${high}`;
      errors.push(field.invalid(`${path}.${at}[${name}]`, shown, detail));
    };
    const inRequest = { at: 'defaultRequest', shown: request };
    ordered(least, most, { at: 'min', shown: least, what: ['min', 'max'] });
    ordered(least, request, { ...inRequest, what: ['min', 'default request'] });
    ordered(request, most, { ...inRequest, what: ['default request', 'max'] });
    ordered(request, standard, { ...inRequest, what: ['default request', 'default limit'] });
    ordered(least, standard, { at: 'default', shown: least, what: ['min', 'default'] });
    ordered(standard, most, { at: 'default', shown: most, what: ['default', 'max'] });
    const ratio = maxLimitRequestRatio[name];
    errors.push(...validateRatio(`${path}.maxLimitRequestRatio[${name}]`, ratio, { least, most }));
  }
  return errors;
}

/** A limit may be no smaller than its request, and cannot be more times as large than the most is of the least. */
function validateRatio(
  path: string,
  ratio: string | undefined,
  { least, most }: { least: string | undefined; most: string | undefined },
): FieldError[] {
  if (ratio === undefined) return [];
  if (Quantity.parse(ratio).compare(1) < 0) return [field.invalid(path, ratio, `ratio ${ratio} is less than 1`)];
  if (least === undefined || most === undefined) return [];
  const widest = Quantity.parse(most).toFloat() / Quantity.parse(least).toFloat();
  if (Quantity.parse(ratio).toFloat() <= widest) return [];
  return [field.invalid(path, ratio, `ratio ${ratio} is greater than max/min = ${widest.toFixed(6)}`)];
}
