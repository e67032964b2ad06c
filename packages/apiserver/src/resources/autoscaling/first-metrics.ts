import type {
  V2MetricIdentifier,
  V2MetricSpec,
  V2MetricStatus,
  V2MetricTarget,
  V2MetricValueStatus,
} from '@sampan/api';

/** A metric as autoscaling/v1 writes it into an annotation: with the names of fields that it had then. */
type First = Record<string, unknown>;

/** `target` or `current`, under the names that they begin with in the first version. */
function firstValues(prefix: 'target' | 'current', values: V2MetricTarget | V2MetricValueStatus): First {
  const { averageUtilization, averageValue, value } = values;
  return without({
    [`${prefix}AverageUtilization`]: averageUtilization,
    [`${prefix}AverageValue`]: averageValue,
    [`${prefix}Value`]: value,
  });
}

function secondValues(prefix: 'target' | 'current', source: First): V2MetricValueStatus {
  return without({
    averageUtilization: source[`${prefix}AverageUtilization`],
    averageValue: source[`${prefix}AverageValue`] ?? source.averageValue,
    value: source[`${prefix}Value`],
  }) as V2MetricValueStatus;
}

export function firstMetric({ type, object, pods, resource, containerResource, external }: V2MetricSpec): First {
  return without({
    type,
    object: object && {
      ...{ target: object.describedObject, metricName: object.metric.name },
      ...without({ targetValue: object.target.value ?? '0', averageValue: object.target.averageValue }),
      ...without({ selector: object.metric.selector }),
    },
    pods: pods && {
      metricName: pods.metric.name,
      ...without({ targetAverageValue: pods.target.averageValue, selector: pods.metric.selector }),
    },
    resource: resource && { name: resource.name, ...firstValues('target', resource.target) },
    containerResource: containerResource && {
      ...{ name: containerResource.name, container: containerResource.container },
      ...firstValues('target', containerResource.target),
    },
    external: external && {
      metricName: external.metric.name,
      ...without({ metricSelector: external.metric.selector }),
      ...firstValues('target', external.target),
    },
  });
}

export function firstMetricStatus({
  type,
  object,
  pods,
  resource,
  containerResource,
  external,
}: V2MetricStatus): First {
  return without({
    type,
    object: object && {
      ...{ target: object.describedObject, metricName: object.metric.name },
      ...without({ currentValue: object.current.value ?? '0', averageValue: object.current.averageValue }),
      ...without({ selector: object.metric.selector }),
    },
    pods: pods && {
      metricName: pods.metric.name,
      ...without({ currentAverageValue: pods.current.averageValue, selector: pods.metric.selector }),
    },
    resource: resource && { name: resource.name, ...firstValues('current', resource.current) },
    containerResource: containerResource && {
      ...{ name: containerResource.name, container: containerResource.container },
      ...firstValues('current', containerResource.current),
    },
    external: external && {
      metricName: external.metric.name,
      ...without({ metricSelector: external.metric.selector }),
      ...firstValues('current', external.current),
    },
  });
}

/** The metric of the second version; undefined: it is none. */
export function secondMetric(first: object): V2MetricSpec | undefined {
  return second(first, 'target') as V2MetricSpec | undefined;
}

export function secondMetricStatus(first: object): V2MetricStatus | undefined {
  return second(first, 'current') as V2MetricStatus | undefined;
}

function second(first: object, prefix: 'target' | 'current'): object | undefined {
  const { type } = first as First;
  if (typeof type !== 'string') return undefined;
  const sources = Object.entries(first).filter(([name, source]) => name !== 'type' && isRecord(source));
  return { type, ...Object.fromEntries(sources.map(([name, source]) => [name, secondSource(name, source, prefix)])) };
}

function secondSource(name: string, source: First, prefix: 'target' | 'current'): object {
  const read = secondValues(prefix, source);
  // An average of zero is the Go of then for none.
  const values = name === 'object' && read.averageValue !== undefined ? without({ ...read, value: undefined }) : read;
  const type = 'averageUtilization' in values ? 'Utilization' : 'averageValue' in values ? 'AverageValue' : 'Value';
  const described = prefix === 'target' ? { target: { type, ...values } } : { current: values };
  if (name === 'resource') return { name: source.name, ...described };
  if (name === 'containerResource') return { name: source.name, container: source.container, ...described };
  const selector = source.selector ?? source.metricSelector;
  const metric = { name: source.metricName, ...without({ selector }) } as V2MetricIdentifier;
  return { metric, ...described, ...(name === 'object' && { describedObject: source.target }) };
}

function isRecord(value: unknown): value is First {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that are there. */
function without(fields: First): First {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
