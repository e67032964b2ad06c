import { type FieldError, field, isQualifiedName, type LimitRange, type LimitRangeItem, Quantity } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { requiredText } from '../validation/messages.js';

/** What containers, Pods and claims of a namespace may ask for, and what they get where they do not ask. */
export const limitranges = defineResource<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  scope: 'Namespaced',
  strategy: { defaults, validate, createOnUpdate: true },
});

/** What is not said follows: the default is the maximum, what is requested by default is the default, or the minimum. */
function defaults(limitRange: LimitRange): void {
  limitRange.spec ??= { limits: [] };
  for (const limit of limitRange.spec.limits ?? []) {
    if (limit.type !== 'Container') continue;
    limit.default = { ...limit.max, ...limit.default };
    limit.defaultRequest = { ...limit.min, ...limit.default, ...limit.defaultRequest };
  }
}

function validate({ spec }: LimitRange): FieldError[] {
  const types = new Set<string>();
  return (spec?.limits ?? []).flatMap((limit, index) => {
    const path = `spec.limits[${index}]`;
    const errors = requiredText(`${path}.type`, limit.type, (type) =>
      type.includes('/') ? isQualifiedName(type) : [],
    );
    if (types.has(limit.type)) errors.push(field.duplicate(`${path}.type`, limit.type));
    types.add(limit.type);
    return [...errors, ...validateLimit(path, limit)];
  });
}

function validateLimit(path: string, limit: LimitRangeItem): FieldError[] {
  const { min = {}, max = {}, default: usual = {}, defaultRequest = {}, maxLimitRequestRatio = {} } = limit;
  const errors: FieldError[] = [];
  if (limit.type === 'Pod') {
    if (Object.keys(usual).length > 0)
      errors.push(field.forbidden(`${path}.default`, "may not be specified when `type` is 'Pod'"));
    if (Object.keys(defaultRequest).length > 0) {
      errors.push(field.forbidden(`${path}.defaultRequest`, "may not be specified when `type` is 'Pod'"));
    }
  }
  const names = new Set([min, max, usual, defaultRequest, maxLimitRequestRatio].flatMap(Object.keys));
  for (const name of names) {
    const ordered = (low: string | undefined, high: string | undefined, at: string, what: [string, string]) => {
      if (low === undefined || high === undefined || Quantity.parse(low).compare(high) <= 0) return;
      const detail = `${what[0]} value ${low} is greater than ${what[1]} value ${high}`;
      errors.push(field.invalid(`${path}.${at}[${name}]`, low, detail));
    };
    ordered(min[name], max[name], 'min', ['min', 'max']);
    ordered(min[name], defaultRequest[name], 'defaultRequest', ['min', 'default request']);
    ordered(defaultRequest[name], max[name], 'defaultRequest', ['default request', 'max']);
    ordered(defaultRequest[name], usual[name], 'defaultRequest', ['default request', 'default limit']);
    ordered(min[name], usual[name], 'default', ['min', 'default']);
    ordered(usual[name], max[name], 'default', ['default', 'max']);
    const ratio = maxLimitRequestRatio[name];
    if (ratio !== undefined && Quantity.parse(ratio).compare(1) < 0) {
      errors.push(field.invalid(`${path}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${ratio} is less than 1`));
    }
  }
  return errors;
}
