import type { V2HorizontalPodAutoscaler, V2MetricSpec, V2MetricStatus } from '@sampan/api';

/** How many metrics are shown one by one. */
const shownMetrics = 2;

/** What is measured, what it is and what it should be: `cpu: 10%/80%`, `250m/500m + 1 more...`. */
export function formatMetrics({ spec, status }: V2HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => formatMetric(metric, status?.currentMetrics?.[index]));
  const shown = texts.slice(0, shownMetrics).join(', ');
  return texts.length > shownMetrics ? `${shown} + ${texts.length - shownMetrics} more...` : shown;
}

function formatMetric(metric: V2MetricSpec, status: V2MetricStatus | undefined): string {
  const name = fieldOf(metric.type);
  const source = name && metric[name];
  if (name === undefined || source === undefined) return '<unknown type>';
  const { target } = source;
  const current = status?.[name]?.current;
  if (name === 'resource' || name === 'containerResource') {
    const prefix = `${metric[name]?.name}: `;
    if (target.averageValue !== undefined) {
      return `${prefix}${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
    }
    return `${prefix}${percent(current?.averageUtilization, '<unknown>')}/${percent(target.averageUtilization, '<auto>')}`;
  }
  if (target.averageValue === undefined) return `${current?.value ?? '<unknown>'}/${target.value}`;
  const average = `${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
  return name === 'pods' ? average : `${average} (avg)`;
}

function percent(share: number | undefined, unknown: string): string {
  return share === undefined ? unknown : `${share}%`;
}

type SourceName = 'containerResource' | 'external' | 'object' | 'pods' | 'resource';

function fieldOf(type: string): SourceName | undefined {
  const names: Record<string, SourceName> = {
    ContainerResource: 'containerResource',
    External: 'external',
    Object: 'object',
    Pods: 'pods',
    Resource: 'resource',
  };
  return names[type];
}
