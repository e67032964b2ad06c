import type { KubernetesObject, V2HorizontalPodAutoscaler } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';
import { firstMetric, firstMetricStatus, secondMetric, secondMetricStatus } from './first-metrics.js';
import { keepBehavior, takeBehavior } from './first-version.js';

/** Metrics had their targets beside their names before autoscaling/v2beta2; what the first beta lacks is in annotations. */
export const formerAutoscalers: Record<string, ResourceVersion<V2HorizontalPodAutoscaler>> = {
  'autoscaling/v2beta2': { lifecycle: { introduced: '1.12', deprecated: '1.23', removed: '1.26' } },
  'autoscaling/v2beta1': {
    lifecycle: { introduced: '1.8', deprecated: '1.22', removed: '1.25' },
    fromHub: ({ metadata, spec, status, ...same }) => {
      const { behavior, metrics, ...kept } = spec;
      const measured = status?.currentMetrics;
      return {
        ...same,
        apiVersion: 'autoscaling/v2beta1',
        metadata: keepBehavior(metadata, behavior),
        spec: { ...kept, ...(metrics && { metrics: metrics.map(firstMetric) }) },
        ...(status && { status: { ...status, ...(measured && { currentMetrics: measured.map(firstMetricStatus) }) } }),
      } as KubernetesObject;
    },
    toHub: (object) => {
      const { spec, status, ...same } = object as V2HorizontalPodAutoscaler;
      const { metadata, behavior } = takeBehavior(same.metadata);
      const metrics = spec?.metrics?.flatMap((metric) => secondMetric(metric) ?? []);
      const currentMetrics = status?.currentMetrics?.flatMap((metric) => secondMetricStatus(metric) ?? []);
      return {
        ...same,
        apiVersion: 'autoscaling/v2',
        metadata,
        spec: { ...spec, ...(metrics && { metrics }), ...(behavior && { behavior }) },
        ...(status && { status: { ...status, ...(currentMetrics && { currentMetrics }) } }),
      };
    },
  },
};
