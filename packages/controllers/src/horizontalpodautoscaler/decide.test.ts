import type { Pod, Scale, V2HorizontalPodAutoscaler, V2HorizontalPodAutoscalerSpec, V2MetricSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { conclude, decide, type Observation, planUnreadable } from './decide.js';
import { firstHistory } from './history.js';
import type { Reading } from './readings.js';
import { defaultAutoscalerSettings as settings } from './settings.js';

const now = Date.UTC(2026, 0, 1, 12);
const external = (name: string): V2MetricSpec => ({
  type: 'External',
  external: { metric: { name }, target: { type: 'AverageValue', averageValue: '1' } },
});

function autoscaler(spec: Partial<V2HorizontalPodAutoscalerSpec> = {}): V2HorizontalPodAutoscaler {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'default' },
    spec: { scaleTargetRef, maxReplicas: 10, metrics: [external('queue')], ...spec },
  };
}

interface Case {
  spec?: Partial<V2HorizontalPodAutoscalerSpec>;
  replicas: number;
  readings?: Reading[];
  selected?: Observation['selected'];
  failure?: string;
}

const ready: Pod[] = [pod('web-1', { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } })];

/** What is done: the new size, what is said by conditions and by events. */
function outcome({ spec, replicas, readings = [], selected = { pods: ready }, failure }: Case) {
  const object = autoscaler(spec);
  const scale: Scale = {
    ...{ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: {} },
    spec: { replicas },
    status: { replicas, selector: 'app=web' },
  };
  const decision = decide(object, { scale, selected, readings, history: firstHistory(replicas, now), now }, settings);
  const { actions } = conclude(object, decision, { failure, now });
  const status = actions.flatMap((action) => (action.verb === 'updateStatus' ? [action.object] : []))[0];
  return {
    size: decision.rescale?.replicas,
    status: (status as V2HorizontalPodAutoscaler | undefined)?.status,
    conditions: ((status as V2HorizontalPodAutoscaler | undefined)?.status?.conditions ?? []).map(
      ({ type, status: holds, reason, message }) => `${type} ${holds} ${reason}: ${message}`,
    ),
    events: actions.flatMap((action) =>
      action.verb === 'event' ? [`${action.eventType} ${action.reason}: ${action.message}`] : [],
    ),
  };
}

describe('an autoscaler', () => {
  it('makes its target larger', () => {
    expect(outcome({ replicas: 2, readings: [{ milli: 4000 }] })).toMatchObject({
      size: 4,
      status: {
        ...{ currentReplicas: 2, desiredReplicas: 4, lastScaleTime: '2026-01-01T12:00:00Z' },
        currentMetrics: [{ type: 'External', external: { current: { averageValue: '2' } } }],
      },
      conditions: [
        'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4',
        'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from external metric queue(nil)',
        'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      ],
      events: ['Normal SuccessfulRescale: New size: 4; reason: external metric queue(nil) above target'],
    });
  });

  it('says why it could not', () => {
    expect(outcome({ replicas: 2, readings: [{ milli: 4000 }], failure: 'no way' })).toMatchObject({
      status: { currentReplicas: 2, desiredReplicas: 0 },
      conditions: [
        'AbleToScale False FailedUpdateScale: the HPA controller was unable to update the target scale: no way',
        expect.stringContaining('ValidMetricFound'),
        expect.stringContaining('DesiredWithinRange'),
      ],
      events: ['Warning FailedRescale: New size: 4; reason: external metric queue(nil) above target; error: no way'],
    });
  });

  it.each<[string, Case, number | undefined, string[]]>([
    [
      'keeps its bounds without any metric',
      { replicas: 12 },
      10,
      ['Normal SuccessfulRescale: New size: 10; reason: Current number of replicas above Spec.MaxReplicas'],
    ],
    [
      'below as well',
      { replicas: 2, spec: { minReplicas: 3 } },
      3,
      ['Normal SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas'],
    ],
    ['leaves alone what was made empty', { replicas: 0 }, undefined, []],
    [
      'wakes what may be empty',
      { replicas: 0, spec: { minReplicas: 0 }, readings: [{ milli: 2500 }] },
      3,
      [expect.any(String) as never],
    ],
    ['stays', { replicas: 2, readings: [{ milli: 2100 }] }, undefined, []],
    ['waits before it shrinks', { replicas: 8, readings: [{ milli: 1000 }] }, undefined, []],
    [
      'takes the largest of its metrics',
      { replicas: 2, spec: { metrics: [external('a'), external('b')] }, readings: [{ milli: 3000 }, { milli: 4000 }] },
      4,
      ['Normal SuccessfulRescale: New size: 4; reason: external metric b(nil) above target'],
    ],
    [
      'grows although one of them says nothing',
      {
        replicas: 2,
        spec: { metrics: [external('a'), external('b')] },
        readings: [{ problem: 'why' }, { milli: 4000 }],
      },
      4,
      [
        'Warning FailedGetExternalMetric: why',
        'Normal SuccessfulRescale: New size: 4; reason: external metric b(nil) above target',
      ],
    ],
    [
      'does not shrink then',
      {
        replicas: 2,
        spec: { metrics: [external('a'), external('b')] },
        readings: [{ problem: 'why' }, { milli: 1000 }],
      },
      undefined,
      [
        'Warning FailedGetExternalMetric: why',
        'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 2), first error is: failed to get a external metric value: failed to get a external metric: why',
      ],
    ],
    [
      'cannot tell whose Pods they are',
      {
        replicas: 2,
        selected: { reason: 'SelectorRequired', condition: { reason: 'InvalidSelector', message: 'm' }, problem: 'p' },
      },
      undefined,
      ['Warning SelectorRequired: p', 'Warning FailedComputeMetricsReplicas: p'],
    ],
  ])('%s', (_, given, size, events) => {
    const result = outcome(given);
    expect([result.size, result.events]).toEqual([size, events]);
  });

  it.each<[string, Case, string]>([
    ['switched off', { replicas: 0 }, 'ScalingActive False ScalingDisabled'],
    ['that waits', { replicas: 8, readings: [{ milli: 1000 }] }, 'AbleToScale True ScaleDownStabilized'],
    ['at its end', { replicas: 8, readings: [{ milli: 30_000 }] }, 'ScalingLimited True TooManyReplicas'],
    ['in haste', { replicas: 1, readings: [{ milli: 9000 }] }, 'ScalingLimited True ScaleUpLimit'],
    ['without metrics', { replicas: 2, readings: [{ problem: 'w' }] }, 'ScalingActive False FailedGetExternalMetric'],
  ])('is told by its conditions: %s', (_, given, condition) => {
    expect(outcome(given).conditions).toContainEqual(expect.stringContaining(condition));
  });

  it('has a tolerance of its own', () => {
    const behavior = {
      scaleUp: { tolerance: '0', selectPolicy: 'Max', policies: [{ type: 'Pods', value: 9, periodSeconds: 60 }] },
    };
    expect(outcome({ replicas: 2, readings: [{ milli: 2001 }], spec: { behavior } }).size).toBe(3);
  });

  it('tells of a target that cannot be read', () => {
    const [event, status] = planUnreadable(autoscaler(), 'deployments.apps "web" not found', now);
    expect(event).toMatchObject({ reason: 'FailedGetScale', message: 'deployments.apps "web" not found' });
    const message =
      'the HPA controller was unable to get the target\'s current scale: deployments.apps "web" not found';
    expect(status).toMatchObject({
      object: { status: { conditions: [{ type: 'AbleToScale', status: 'False', message }] } },
    });
  });
});
