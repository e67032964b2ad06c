import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingRules } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { type History, withChange } from './history.js';
import { type Bounds, limit } from './limit.js';

const now = Date.UTC(2026, 0, 1);
const nothing: History = { recommendations: [], ups: [], downs: [] };
const seconds = (count: number) => now - count * 1000;

/** What was recommended, by how many seconds ago. */
function recommended(...pairs: [number, number][]): History {
  return { ...nothing, recommendations: pairs.map(([ago, replicas]) => ({ time: seconds(ago), replicas })) };
}

function bounds(more: Partial<Bounds> = {}): Bounds {
  return { current: 5, min: 1, max: 100, behavior: undefined, downscaleStabilization: 300_000, now, ...more };
}

function rules(more: Partial<V2HPAScalingRules> = {}): V2HPAScalingRules {
  return { selectPolicy: 'Max', stabilizationWindowSeconds: 0, ...more };
}

const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds });
const up = (more: Partial<V2HPAScalingRules>): V2HorizontalPodAutoscalerBehavior => ({
  scaleUp: rules(more),
  scaleDown: rules({ policies: [percent(100)] }),
});
const down = (more: Partial<V2HPAScalingRules>): V2HorizontalPodAutoscalerBehavior => ({
  scaleUp: rules({ policies: [percent(100)] }),
  scaleDown: rules(more),
});

describe('without a behaviour', () => {
  it.each<[string, number, History, Partial<Bounds>, [number, string, string]]>([
    ['does what is recommended', 7, nothing, {}, [7, 'ReadyForNewScale', 'DesiredWithinRange']],
    ['at most doubles', 20, nothing, {}, [10, 'ReadyForNewScale', 'ScaleUpLimit']],
    ['begins with four', 20, nothing, { current: 1 }, [4, 'ReadyForNewScale', 'ScaleUpLimit']],
    ['ends at the maximum', 20, nothing, { max: 8 }, [8, 'ReadyForNewScale', 'TooManyReplicas']],
    ['ends at the minimum', 0, nothing, { min: 2 }, [2, 'ReadyForNewScale', 'TooFewReplicas']],
    ['remembers for five minutes', 2, recommended([299, 4]), {}, [4, 'ScaleDownStabilized', 'DesiredWithinRange']],
    ['and not longer', 2, recommended([301, 4]), {}, [2, 'ReadyForNewScale', 'DesiredWithinRange']],
    ['does not wait to grow', 9, recommended([1, 2]), {}, [9, 'ReadyForNewScale', 'DesiredWithinRange']],
  ])('%s', (_, recommendation, history, more, [replicas, stabilized, limited]) => {
    const result = limit(recommendation, history, bounds(more));
    expect([result.replicas, result.stabilized.reason, result.limited.reason]).toEqual([replicas, stabilized, limited]);
    expect(result.history.recommendations.at(-1)).toEqual({ time: now, replicas: recommendation });
  });
});

describe('with a behaviour', () => {
  it.each<[string, number, V2HorizontalPodAutoscalerBehavior, Partial<Bounds>, [number, string]]>([
    ['adds so many Pods', 20, up({ policies: [pods(3)] }), {}, [8, 'ScaleUpLimit']],
    ['adds such a share', 20, up({ policies: [percent(50)] }), {}, [8, 'ScaleUpLimit']],
    ['takes the largest of several', 20, up({ policies: [pods(3), percent(100)] }), {}, [10, 'ScaleUpLimit']],
    ['or the smallest', 20, up({ policies: [pods(3), percent(100)], selectPolicy: 'Min' }), {}, [8, 'ScaleUpLimit']],
    ['does not grow', 20, up({ policies: [pods(3)], selectPolicy: 'Disabled' }), {}, [5, 'ScaleUpLimit']],
    ['ends at the maximum', 20, up({ policies: [pods(30)] }), { max: 9 }, [9, 'TooManyReplicas']],
    ['takes so many away', 1, down({ policies: [pods(2)] }), {}, [3, 'ScaleDownLimit']],
    ['takes such a share away', 1, down({ policies: [percent(50)] }), {}, [2, 'ScaleDownLimit']],
    ['takes most away', 1, down({ policies: [pods(2), percent(50)] }), {}, [2, 'ScaleDownLimit']],
    ['or least', 1, down({ policies: [pods(2), percent(50)], selectPolicy: 'Min' }), {}, [3, 'ScaleDownLimit']],
    ['does not shrink', 1, down({ policies: [pods(2)], selectPolicy: 'Disabled' }), {}, [5, 'ScaleDownLimit']],
    ['ends at the minimum', 1, down({ policies: [percent(100)] }), { min: 3 }, [3, 'TooFewReplicas']],
    ['is not held back', 6, up({ policies: [pods(3)] }), {}, [6, 'DesiredWithinRange']],
  ])('%s', (_, recommendation, behavior, more, [replicas, reason]) => {
    const { replicas: done, limited } = limit(recommendation, nothing, bounds({ behavior, ...more }));
    expect([done, limited.reason]).toEqual([replicas, reason]);
    expect(limited.holds).toBe(reason !== 'DesiredWithinRange');
  });

  it.each<[string, number, History, V2HorizontalPodAutoscalerBehavior, [number, string]]>([
    [
      'grows to the lowest of a while',
      9,
      recommended([50, 6], [10, 8]),
      up({ stabilizationWindowSeconds: 60, policies: [percent(100)] }),
      [6, 'ScaleUpStabilized'],
    ],
    [
      'shrinks to the highest of a while',
      1,
      recommended([50, 4], [10, 2]),
      down({ stabilizationWindowSeconds: 60, policies: [percent(100)] }),
      [4, 'ScaleDownStabilized'],
    ],
    [
      'stays between the two',
      9,
      recommended([50, 3]),
      up({ stabilizationWindowSeconds: 60, policies: [percent(100)] }),
      [5, 'ScaleUpStabilized'],
    ],
    [
      'forgets',
      9,
      recommended([61, 3]),
      up({ stabilizationWindowSeconds: 60, policies: [percent(100)] }),
      [9, 'ReadyForNewScale'],
    ],
    [
      'waits before it shrinks as the flag says, where it does not say itself',
      1,
      recommended([299, 3]),
      { ...down({ policies: [percent(100)] }), scaleDown: { policies: [percent(100)], selectPolicy: 'Max' } },
      [3, 'ScaleDownStabilized'],
    ],
  ])('%s', (_, recommendation, history, behavior, [replicas, reason]) => {
    const { replicas: done, stabilized } = limit(recommendation, history, bounds({ behavior }));
    expect([done, stabilized.reason]).toEqual([replicas, reason]);
  });

  it('counts what was done since the period began', () => {
    const behavior = up({ policies: [pods(4, 60)] });
    const at = (ago: number) => seconds(ago);
    let history = withChange(nothing, { from: 2, to: 5, now: at(30) }, behavior);
    expect(limit(20, history, bounds({ behavior })).replicas).toBe(6);
    history = withChange(history, { from: 6, to: 5, now: at(20) }, behavior);
    expect(limit(20, history, bounds({ behavior })).replicas).toBe(7);
    expect(limit(20, history, bounds({ behavior, now: at(-31) })).replicas).toBe(10);
  });
});
