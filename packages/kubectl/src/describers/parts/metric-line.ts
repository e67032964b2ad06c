import {
  quote,
  type V2MetricSpec,
  type V2MetricStatus,
  type V2MetricTarget,
  type V2MetricValueStatus,
} from '@sampan/api';
import { quantityText } from '../values.js';

/** One metric of an autoscaler: what it is now and what it should be. */
export function metricLine(metric: V2MetricSpec, status: V2MetricStatus | undefined): string {
  const { external, pods, object, resource, containerResource } = metric;
  switch (metric.type) {
    case 'External':
      return external?.target.averageValue === undefined
        ? `${quote(external?.metric.name ?? '')} (target value):\t${values('value', external?.target, status?.external?.current)}`
        : `${quote(external.metric.name)} (target average value):\t${values('averageValue', external.target, status?.external?.current)}`;
    case 'Pods': {
      const text = values('averageValue', pods?.target, status?.pods?.current);
      return `${quote(pods?.metric.name ?? '')} on pods:\t${text}`;
    }
    case 'Object': {
      const { kind, name } = object?.describedObject ?? { kind: '', name: '' };
      const isAverage = object?.target.type === 'AverageValue';
      const text = values(isAverage ? 'averageValue' : 'value', object?.target, status?.object?.current);
      return `"${object?.metric.name}" on ${kind}/${name} (target ${isAverage ? 'average ' : ''}value):\t${text}`;
    }
    case 'Resource':
      return `resource ${resource?.name} on pods${utilization(resource?.target, status?.resource?.current)}`;
    case 'ContainerResource': {
      const { name, container, target } = containerResource ?? {};
      return `resource ${name} of container "${container}" on pods${utilization(target, status?.containerResource?.current)}`;
    }
    default:
      return `<unknown metric type ${quote(metric.type)}>`;
  }
}

type Amount = 'value' | 'averageValue';

function values(amount: Amount, target: V2MetricTarget | undefined, current: V2MetricValueStatus | undefined): string {
  const now = current === undefined ? '<unknown>' : quantityText(current[amount]);
  return `${now} / ${quantityText(target?.[amount])}`;
}

/** An amount, or a share of what the pods ask for. */
function utilization(target: V2MetricTarget | undefined, current: V2MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `:\t${values('averageValue', target, current)}`;
  const share = current?.averageUtilization;
  const now = share === undefined ? '<unknown>' : `${share}% (${quantityText(current?.averageValue)})`;
  const wanted = target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `  (as a percentage of request):\t${now} / ${wanted}`;
}
