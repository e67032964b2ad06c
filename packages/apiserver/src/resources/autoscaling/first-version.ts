import type {
  HorizontalPodAutoscaler,
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerBehavior,
  V2HorizontalPodAutoscalerCondition,
  V2MetricSpec,
  V2MetricStatus,
} from '@sampan/api';
import type { Conversion } from '../../kinds/resource-definition.js';
import { firstMetric, firstMetricStatus, secondMetric, secondMetricStatus } from './first-metrics.js';

/** Where autoscaling/v1 keeps what it has no fields for. */
const annotations = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics',
  currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  conditions: 'autoscaling.alpha.kubernetes.io/conditions',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior',
};

/** autoscaling/v1 knows one metric, the share of its processor time that a Pod uses; all else is in annotations. */
export const firstVersion: Conversion<V2HorizontalPodAutoscaler> = {
  fromHub: toFirst,
  toHub: (object) => toSecond(object as HorizontalPodAutoscaler),
};

function toFirst({ metadata, spec, status, ...same }: V2HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { metrics = [], behavior, ...kept } = spec;
  const share = metrics.find(isProcessorShare);
  const others = metrics.filter((metric) => metric !== share);
  const extra = annotationsOf({
    metrics: others.map(firstMetric),
    currentMetrics: (status?.currentMetrics ?? []).map(firstMetricStatus),
    conditions: status?.conditions ?? [],
    behavior,
  });
  const { averageUtilization: used } = status?.currentMetrics?.find(isProcessorStatus)?.resource?.current ?? {};
  const { currentMetrics: _, conditions: __, ...counts } = status ?? { desiredReplicas: 0 };
  return {
    ...same,
    apiVersion: 'autoscaling/v1',
    metadata:
      Object.keys(extra).length === 0 ? metadata : { ...metadata, annotations: { ...metadata.annotations, ...extra } },
    spec: {
      ...kept,
      ...(share !== undefined && {
        targetCPUUtilizationPercentage: share.resource?.target.averageUtilization as number,
      }),
    },
    status: {
      ...counts,
      currentReplicas: counts.currentReplicas ?? 0,
      ...(used !== undefined && { currentCPUUtilizationPercentage: used }),
    },
  };
}

function toSecond({ metadata, spec, status, ...same }: HorizontalPodAutoscaler): V2HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: share, ...kept } = spec ?? {};
  const { currentCPUUtilizationPercentage: used, ...counts } = status ?? { currentReplicas: 0, desiredReplicas: 0 };
  const read = <T>(name: keyof typeof annotations): T | undefined => readAnnotation<T>(metadata, annotations[name]);
  const target = { type: 'Utilization', averageUtilization: share as number };
  const own: V2MetricSpec[] = share === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }];
  const metrics = [...own, ...(read<object[]>('metrics') ?? []).flatMap((metric) => secondMetric(metric) ?? [])];
  const measured = (read<object[]>('currentMetrics') ?? []).flatMap((metric) => secondMetricStatus(metric) ?? []);
  const ownStatus: V2MetricStatus[] =
    used === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } }];
  const currentMetrics = measured.length > 0 ? measured : ownStatus;
  const conditions = read<V2HorizontalPodAutoscalerCondition[]>('conditions');
  const behavior = read<V2HorizontalPodAutoscalerBehavior>('behavior');
  return {
    ...same,
    apiVersion: 'autoscaling/v2',
    metadata: withoutAnnotations(metadata),
    spec: { ...kept, ...(metrics.length > 0 && { metrics }), ...(behavior !== undefined && { behavior }) },
    status: {
      ...counts,
      currentMetrics: currentMetrics.length > 0 ? currentMetrics : (null as never),
      ...(conditions !== undefined && { conditions }),
    },
  };
}

/** Metadata that says what versions without the field `behavior` have no place for. */
export function keepBehavior(metadata: Metadata, behavior: V2HorizontalPodAutoscalerBehavior | undefined): Metadata {
  if (behavior === undefined) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, [annotations.behavior]: JSON.stringify(behavior) } };
}

/** What {@link keepBehavior} kept. */
export function takeBehavior(metadata: Metadata): { metadata: Metadata; behavior?: V2HorizontalPodAutoscalerBehavior } {
  const behavior = readAnnotation<V2HorizontalPodAutoscalerBehavior>(metadata, annotations.behavior);
  return behavior === undefined ? { metadata } : { metadata: withoutAnnotations(metadata), behavior };
}

function isProcessorShare({ type, resource }: V2MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

function isProcessorStatus({ type, resource }: V2MetricStatus): boolean {
  return type === 'Resource' && resource?.name === 'cpu';
}

type Metadata = HorizontalPodAutoscaler['metadata'];

/** What there is to say in annotations. */
function annotationsOf(values: Record<keyof typeof annotations, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, key] of Object.entries(annotations)) {
    const value = values[name as keyof typeof annotations];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    texts[key] = JSON.stringify(value);
  }
  return texts;
}

/** What an annotation says; what is no JSON says nothing. */
function readAnnotation<T>(metadata: Metadata, key: string): T | undefined {
  try {
    return JSON.parse(metadata.annotations?.[key] ?? '') as T;
  } catch {
    return undefined;
  }
}

function withoutAnnotations(metadata: Metadata): Metadata {
  const kept = Object.entries(metadata.annotations ?? {}).filter(([key]) => !Object.values(annotations).includes(key));
  const { annotations: _, ...others } = metadata;
  return kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) };
}
