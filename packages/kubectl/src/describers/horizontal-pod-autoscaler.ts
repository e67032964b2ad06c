import {
  type HorizontalPodAutoscaler,
  keyOf,
  resourceType,
  type V2HorizontalPodAutoscaler,
  type V2HPAScalingRules,
} from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { field, indent, tableLines } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { metricLine } from './parts/metric-line.js';
import { formatTime } from './values.js';

const secondVersion = resourceType<V2HorizontalPodAutoscaler>('autoscaling/v2', 'HorizontalPodAutoscaler', {
  plural: 'horizontalpodautoscalers',
  namespaced: true,
});

type Autoscaler = HorizontalPodAutoscaler | V2HorizontalPodAutoscaler;

export const horizontalPodAutoscalerDescriber = defineDescriber<Autoscaler>({
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  async describe(given, context) {
    const autoscaler = await newest(given, context);
    const { spec, status } = autoscaler;
    const { kind, name } = spec.scaleTargetRef;
    const second = isSecond(autoscaler) ? autoscaler : undefined;
    return [
      ...nameLines(autoscaler),
      ...labelAndAnnotationLines(autoscaler),
      field('CreationTimestamp', formatTime(autoscaler.metadata.creationTimestamp)),
      field('Reference', `${kind}/${name}`),
      ...(isSecond(autoscaler) ? metricLines(autoscaler) : cpuLines(autoscaler)),
      field('Min replicas', spec.minReplicas ?? '<unset>'),
      field('Max replicas', spec.maxReplicas),
      ...behaviorLines(second),
      field(`${kind} pods`, `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`),
      ...conditionLines(second),
      ...(await context.eventLines(autoscaler)),
    ];
  },
});

/** The second version tells everything; the first is what there is on a server without it. */
async function newest(autoscaler: Autoscaler, { client }: DescribeContext): Promise<Autoscaler> {
  if (isSecond(autoscaler)) return autoscaler;
  try {
    return await client.resource(secondVersion).get(keyOf(autoscaler));
  } catch {
    return autoscaler;
  }
}

function isSecond(autoscaler: Autoscaler): autoscaler is V2HorizontalPodAutoscaler {
  return autoscaler.apiVersion !== 'autoscaling/v1';
}

function cpuLines({ spec, status }: HorizontalPodAutoscaler): string[] {
  if (spec.targetCPUUtilizationPercentage === undefined) return [];
  return [
    field('Target CPU utilization', `${spec.targetCPUUtilizationPercentage}%`),
    field('Current CPU utilization', `${status?.currentCPUUtilizationPercentage ?? '<unknown>'}%`),
  ];
}

function metricLines({ spec, status }: V2HorizontalPodAutoscaler): string[] {
  const current = status?.currentMetrics ?? [];
  return [
    'Metrics:\t( current / target )',
    ...indent((spec.metrics ?? []).map((metric, at) => metricLine(metric, current[at]))),
  ];
}

function behaviorLines(autoscaler: V2HorizontalPodAutoscaler | undefined): string[] {
  const behavior = autoscaler?.spec.behavior;
  if (!behavior) return [];
  const lines = [...directionLines('Scale Up', behavior.scaleUp), ...directionLines('Scale Down', behavior.scaleDown)];
  return ['Behavior:', ...indent(lines)];
}

function directionLines(title: string, rules: V2HPAScalingRules | undefined): string[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds, policies = [], selectPolicy = 'Max' } = rules;
  const window =
    stabilizationWindowSeconds === undefined ? [] : [`Stabilization Window: ${stabilizationWindowSeconds} seconds`];
  const each = policies.map(
    ({ type, value, periodSeconds }) => `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`,
  );
  const choice = policies.length === 0 ? [] : [`Select Policy: ${selectPolicy}`, 'Policies:', ...indent(each)];
  return [`${title}:`, ...indent([...window, ...choice])];
}

function conditionLines(autoscaler: V2HorizontalPodAutoscaler | undefined): string[] {
  const conditions = autoscaler?.status?.conditions ?? [];
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status, reason = '', message = '' }) => [type, status, reason, message]);
  const header = ['Type', 'Status', 'Reason', 'Message'];
  return tableLines('Conditions:', header, [['----', '------', '------', '-------'], ...rows]);
}
