import type { HorizontalPodAutoscaler, V2HorizontalPodAutoscaler, V2MetricSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors } from '../resource-test-tools.js';
import { firstVersion } from './first-version.js';
import { horizontalpodautoscalers } from './horizontalpodautoscalers.js';

const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const share = { type: 'Utilization', averageUtilization: 80 };
const cpu: V2MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: share } };
const each = { type: 'AverageValue', averageValue: '10' };
const whole = { type: 'Value', value: '100' };
const rate = { name: 'rate', selector: { matchLabels: { a: 'b' } } };

const others: V2MetricSpec[] = [
  { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
  { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'main', target: share } },
  { type: 'Pods', pods: { metric: rate, target: each } },
  { type: 'Object', object: { describedObject: { ...reference, kind: 'Job' }, metric: { name: 'x' }, target: whole } },
  { type: 'Object', object: { describedObject: reference, metric: rate, target: each } },
  { type: 'External', external: { metric: rate, target: whole } },
  { type: 'External', external: { metric: { name: 'x' }, target: each } },
];

function autoscaler(spec: object = {}, status?: object): V2HorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'default' },
    spec: { scaleTargetRef: reference, maxReplicas: 3, ...spec },
    ...(status && { status: status as never }),
  };
}

describe('HorizontalPodAutoscalers', () => {
  it('want four fifths of the processor time that is requested, if nothing else is said', () => {
    const object = autoscaler();
    horizontalpodautoscalers.strategy.defaults?.(object);
    expect(object.spec.metrics).toEqual([cpu]);
  });

  it('say all of how to scale where they say some of it', () => {
    const object = autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 9 } } });
    horizontalpodautoscalers.strategy.defaults?.(object);
    expect(object.spec.behavior).toEqual({
      scaleUp: {
        ...{ stabilizationWindowSeconds: 0, selectPolicy: 'Max' },
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        ...{ stabilizationWindowSeconds: 9, selectPolicy: 'Max' },
        policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
      },
    });
  });

  const metric = (spec: object) => ({ metrics: [spec] });
  const source = 'spec.metrics[0]';
  it.each<[string, object, string[]]>([
    ['nothing wrong', metric({ ...cpu }), []],
    ['every type of metric', { metrics: others }, []],
    ['a ReplicationController', { scaleTargetRef: { apiVersion: 'v1', kind: 'ReplicationController', name: 'w' } }, []],
    [
      'two sources',
      metric({ ...cpu, pods: { metric: rate, target: each } }),
      [`${source}.pods: Forbidden: must populate the given metric source only`],
    ],
    [
      'another source than it says',
      metric({ type: 'Resource', pods: { metric: rate, target: each } }),
      [`${source}.resource: Required value: must populate information for the given metric source`],
    ],
    [
      'two targets of a resource',
      metric({ type: 'Resource', resource: { name: 'cpu', target: { ...share, averageValue: '1' } } }),
      [
        `${source}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
      ],
    ],
    [
      'no target',
      metric({ type: 'External', external: { metric: { name: '' }, target: { type: 'Most' } } }),
      [
        `${source}.external.metric.name: Required value: must specify a metric name`,
        `${source}.external.target.type: Invalid value: "Most": must be either Utilization, Value, or AverageValue`,
        `${source}.external.target.averageValue: Required value: must set either a target value for metric or a per-pod target`,
      ],
    ],
    [
      'a target that is not positive',
      metric({
        type: 'Object',
        object: { describedObject: reference, metric: rate, target: { ...whole, value: '0' } },
      }),
      [`${source}.object.target.value: Invalid value: "0": must be positive`],
    ],
    [
      'a container without a name',
      metric({ type: 'ContainerResource', containerResource: { name: 'cpu', container: '', target: share } }),
      [`${source}.containerResource.container: Required value: must specify a container`],
    ],
    [
      'no policies',
      { behavior: { scaleUp: { policies: [] }, scaleDown: { tolerance: '-1' } } },
      [
        'spec.behavior.scaleUp.policies: Required value: must specify at least one Policy',
        'spec.behavior.scaleDown.tolerance: Invalid value: "-1": must be greater than or equal to 0',
      ],
    ],
  ])('with %s', (_case, spec, errors) => {
    expect(ruleErrors(horizontalpodautoscalers, autoscaler(spec))).toEqual(errors);
  });

  const measured = (...currentMetrics: object[]) => ({ currentMetrics, currentReplicas: 2, desiredReplicas: 2 });
  it.each<[V2MetricSpec[], object, string]>([
    [[cpu], measured(), 'cpu: <unknown>/80%'],
    [
      [cpu],
      measured({ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 5 } } }),
      'cpu: 5%/80%',
    ],
    [others.slice(2, 4), measured(), '<unknown>/10, <unknown>/100'],
    [others.slice(4), measured(), '<unknown>/10 (avg), <unknown>/100 + 1 more...'],
  ])('show %j as measured', (metrics, status, targets) => {
    expect(rowOf(horizontalpodautoscalers, autoscaler({ metrics, minReplicas: 1 }, status), 0)).toMatchObject({
      ...{ Reference: 'Deployment/web', Targets: targets, MinPods: '1', MaxPods: 3, Replicas: 2 },
    });
  });
});

describe('autoscaling/v1', () => {
  it('shows the share of the processor time, and keeps the rest in annotations', () => {
    const first = firstVersion.fromHub(
      autoscaler({ metrics: [others[0] as V2MetricSpec, cpu] }),
    ) as HorizontalPodAutoscaler;
    expect(first.spec).toEqual({ scaleTargetRef: reference, maxReplicas: 3, targetCPUUtilizationPercentage: 80 });
    expect(JSON.parse(first.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } },
    ]);
  });

  it('loses nothing on the way there and back', () => {
    const status = {
      ...{ currentReplicas: 2, desiredReplicas: 3, observedGeneration: 1 },
      conditions: [{ type: 'AbleToScale', status: 'True', reason: 'x' }],
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 5, averageValue: '50m' } } },
        { type: 'Pods', pods: { metric: rate, current: { averageValue: '9' } } },
        { type: 'External', external: { metric: rate, current: { value: '90' } } },
      ],
    };
    const behavior = { scaleUp: { selectPolicy: 'Min' } };
    const object = autoscaler({ metrics: [cpu, ...others], behavior }, status);
    object.metadata.annotations = { mine: 'kept' };
    expect(firstVersion.toHub(firstVersion.fromHub(object))).toEqual(object);
  });

  it('says nothing by an annotation that is no JSON', () => {
    const first = firstVersion.fromHub(autoscaler());
    first.metadata.annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '{' };
    expect(firstVersion.toHub(first).spec).toEqual(autoscaler().spec);
  });
});
