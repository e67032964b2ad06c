import {
  compareQuantities,
  type FieldError,
  field,
  isPathSegmentName,
  type V2ContainerResourceMetricSource,
  type V2CrossVersionObjectReference,
  type V2ExternalMetricSource,
  type V2MetricIdentifier,
  type V2MetricSpec,
  type V2MetricTarget,
  type V2ObjectMetricSource,
  type V2PodsMetricSource,
  type V2ResourceMetricSource,
} from '@sampan/api';
import { requiredText } from '../../kinds/validation/messages.js';

/** Where what each type of metric says of itself is, and who looks at it; in the order in which upstream looks. */
const sources = {
  object: { type: 'Object', validate: validateObject },
  external: { type: 'External', validate: validateExternal },
  pods: { type: 'Pods', validate: validatePods },
  resource: { type: 'Resource', validate: validateResource },
  containerResource: { type: 'ContainerResource', validate: validateContainerResource },
} as const;

type SourceName = keyof typeof sources;

const sourceNames = Object.keys(sources) as SourceName[];
const types = Object.values(sources).map(({ type }): string => type);

export function validateMetrics(path: string, metrics: readonly V2MetricSpec[]): FieldError[] {
  return metrics.flatMap((metric, index) => validateMetric(`${path}[${index}]`, metric));
}

function validateMetric(path: string, metric: V2MetricSpec): FieldError[] {
  const { type = '' } = metric;
  const unsupported = field.notSupported(`${path}.type`, type, types.toSorted());
  const errors: FieldError[] = [];
  if (type === '') errors.push(field.required(`${path}.type`, 'must specify a metric source type'));
  if (!types.includes(type)) errors.push(unsupported);
  const present = sourceNames.filter((name) => metric[name] !== undefined);
  const [first] = present;
  if (first !== undefined) errors.push(...validateSource(`${path}.${first}`, first, metric));
  const expected = sourceNames.find((name) => sources[name].type === type);
  if (expected === undefined) errors.push(unsupported);
  else if (!present.includes(expected)) {
    errors.push(field.required(`${path}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length === 1) return errors;
  const others = present.filter((name) => name !== expected);
  const message = 'must populate the given metric source only';
  return [...errors, ...others.map((name) => field.forbidden(`${path}.${name}`, message))];
}

function validateSource(path: string, name: SourceName, metric: V2MetricSpec): FieldError[] {
  const validate = sources[name].validate as (path: string, source: object) => FieldError[];
  return validate(path, metric[name] ?? {});
}

function validateObject(path: string, { describedObject, metric, target }: V2ObjectMetricSource): FieldError[] {
  const { value, averageValue } = target ?? {};
  return [
    ...validateReference(`${path}.describedObject`, describedObject, { mayBeCore: true }),
    ...validateIdentifier(`${path}.metric`, metric),
    ...validateTarget(`${path}.target`, target),
    ...(value === undefined && averageValue === undefined
      ? [field.required(`${path}.target.averageValue`, 'must set either a target value or averageValue')]
      : []),
  ];
}

function validateExternal(path: string, { metric, target }: V2ExternalMetricSource): FieldError[] {
  const { value, averageValue } = target ?? {};
  const errors = [...validateIdentifier(`${path}.metric`, metric), ...validateTarget(`${path}.target`, target)];
  if (value === undefined && averageValue === undefined) {
    const detail = 'must set either a target value for metric or a per-pod target';
    errors.push(field.required(`${path}.target.averageValue`, detail));
  }
  if (value !== undefined && averageValue !== undefined) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    errors.push(field.forbidden(`${path}.target.value`, detail));
  }
  return errors;
}

function validatePods(path: string, { metric, target }: V2PodsMetricSource): FieldError[] {
  const errors = [...validateIdentifier(`${path}.metric`, metric), ...validateTarget(`${path}.target`, target)];
  const { averageValue } = target ?? {};
  if (averageValue !== undefined && isPositive(averageValue)) return errors;
  return [...errors, field.required(`${path}.target.averageValue`, 'must specify a positive target averageValue')];
}

function validateResource(path: string, { name, target }: V2ResourceMetricSource): FieldError[] {
  return [
    ...(name ? [] : [field.required(`${path}.name`, 'must specify a resource name')]),
    ...validateTarget(`${path}.target`, target),
    ...validateOneResourceTarget(`${path}.target`, target),
  ];
}

function validateContainerResource(
  path: string,
  { name, container, target }: V2ContainerResourceMetricSource,
): FieldError[] {
  return [
    ...(name ? [] : [field.required(`${path}.name`, 'must specify a resource name')]),
    ...(container ? [] : [field.required(`${path}.container`, 'must specify a container')]),
    ...validateTarget(`${path}.target`, target),
    ...validateOneResourceTarget(`${path}.target`, target),
  ];
}

function validateOneResourceTarget(path: string, target: V2MetricTarget | undefined): FieldError[] {
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    return [field.required(`${path}.averageUtilization`, detail)];
  }
  if (averageUtilization === undefined || averageValue === undefined) return [];
  const detail = 'may not set both a target raw value and a target utilization';
  return [field.forbidden(`${path}.averageValue`, detail)];
}

function validateTarget(path: string, target: V2MetricTarget | undefined): FieldError[] {
  const { type = '', value, averageValue, averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (type === '') errors.push(field.required(`${path}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    errors.push(field.invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const [name, quantity] of Object.entries({ value, averageValue })) {
    if (quantity !== undefined && !isPositive(quantity)) {
      errors.push(field.invalid(`${path}.${name}`, quantity, 'must be positive'));
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(field.invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

function validateIdentifier(path: string, metric: V2MetricIdentifier | undefined): FieldError[] {
  const { name = '' } = metric ?? {};
  if (name === '') return [field.required(`${path}.name`, 'must specify a metric name')];
  return requiredText(`${path}.name`, name, isPathSegmentName);
}

/** An object by its kind and name. `mayBeCore`: also one of a kind of the core group. */
export function validateReference(
  path: string,
  reference: V2CrossVersionObjectReference | undefined,
  { mayBeCore }: { mayBeCore: boolean },
): FieldError[] {
  const { apiVersion = '', kind = '', name = '' } = reference ?? {};
  return [
    ...requiredText(`${path}.kind`, kind, isPathSegmentName),
    ...requiredText(`${path}.name`, name, isPathSegmentName),
    ...validateApiVersion(`${path}.apiVersion`, apiVersion, mayBeCore || kind === 'ReplicationController'),
  ];
}

function validateApiVersion(path: string, apiVersion: string, mayBeCore: boolean): FieldError[] {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return [field.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  if (mayBeCore || (parts.length === 2 && parts[0] !== '')) return [];
  return [field.invalid(path, apiVersion, 'apiVersion must specify API group')];
}

function isPositive(quantity: string): boolean {
  return compareQuantities(quantity, '0') > 0;
}
