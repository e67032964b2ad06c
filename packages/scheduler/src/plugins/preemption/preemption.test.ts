import type { Pod, PodDisruptionBudget } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { fitErrorMessage } from '../../framework/fit-error.js';
import { clusterOf, decide, node, pod, requesting } from '../../testing/decisions.js';
import { pickCandidate } from './pick-candidate.js';
import type { Candidate } from './select-victims.js';

const of = (name: string, priority: number, cpu: string, more: Partial<Pod> = {}): Pod => ({
  ...pod({ ...requesting({ cpu }), priority }, { name, uid: name, labels: { app: name } }),
  ...more,
});
const started = (minute: number) => ({ status: { startTime: `2026-01-01T00:0${minute}:00Z` } });
const preemptor = of('preemptor', 100, '2');

describe('who has to go', () => {
  const room = (...pods: [Pod, string][]) => {
    const state = clusterOf(node('a'), node('b'));
    for (const [each, nodeName] of pods) state.assume(each, nodeName);
    return state;
  };

  it.each<[string, [Pod, string][], string]>([
    [
      'the node whose victims have the lower priority',
      [
        [of('x', 10, '4'), 'a'],
        [of('y', 5, '4'), 'b'],
      ],
      'b',
    ],
    [
      'the node with fewer victims',
      [
        [of('x', 5, '2'), 'a'],
        [of('y', 5, '2'), 'a'],
        [of('z', 5, '1'), 'b'],
        [of('w', 200, '3'), 'b'],
      ],
      'a',
    ],
    [
      'the node whose victim started last',
      [
        [of('x', 5, '4', started(1)), 'a'],
        [of('y', 5, '4', started(2)), 'b'],
      ],
      'b',
    ],
    [
      'no node whose Pods are as important',
      [
        [of('x', 100, '4'), 'a'],
        [of('y', 5, '4'), 'b'],
      ],
      'b',
    ],
  ])('%s', (_case, pods, expected) => {
    const decision = decide(preemptor, room(...pods));
    expect(decision.nodeName === undefined && decision.remedy.nominate).toBe(expected);
  });

  const message = (candidate: Pod, ...pods: [Pod, string][]) => {
    const decision = decide(candidate, room(...pods));
    return decision.nodeName ?? fitErrorMessage(decision.fitError);
  };

  it('says for each node why nobody could', () => {
    const important: [Pod, string][] = [
      [of('x', 100, '4'), 'a'],
      [of('y', 100, '4'), 'b'],
    ];
    expect(message(preemptor, ...important)).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
    expect(message(of('huge', 100, '5'), [of('x', 0, '1'), 'a'])).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    );
    expect(message(preemptor, [of('x', 5, '4'), 'a'], [of('y', 100, '4'), 'b'])).toBe(
      '0/2 nodes are available: 2 Insufficient cpu.',
    );
  });

  it('changes nothing by trying', () => {
    const state = room([of('x', 5, '4'), 'a'], [of('y', 5, '4'), 'b']);
    decide(preemptor, state);
    expect(state.nodes.map(({ pods, requested }) => [[...pods.keys()], requested.cpu])).toEqual([
      [['x'], 4000],
      [['y'], 4000],
    ]);
  });

  it('holds the room of those who are nominated, for Pods of no higher priority', () => {
    const state = clusterOf(node('a'));
    state.nominations.set(of('nominated', 50, '3'), 'a');
    expect(decide(of('low', 10, '2'), state).nodeName).toBeUndefined();
    expect(decide(of('high', 90, '2'), state).nodeName).toBe('a');
  });

  it('finds that a Pod keeps others away, and has it go', () => {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'preemptor' } } };
    const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    const hostile = of('hostile', 5, '1');
    const state = clusterOf(node('a'));
    state.assume({ ...hostile, spec: { ...hostile.spec, affinity: { podAntiAffinity } } }, 'a');
    const decision = decide(preemptor, state);
    expect(decision.nodeName === undefined && decision.remedy.nominate).toBe('a');
  });

  it('breaks no budget when there is another way', () => {
    const state = room([of('kept', 5, '4', started(9)), 'b'], [of('free', 5, '4', started(1)), 'a']);
    const budget: PodDisruptionBudget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'kept', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'kept' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    };
    const nominated = () => {
      const decision = decide(preemptor, state);
      return decision.nodeName === undefined && decision.remedy.nominate;
    };
    expect(nominated()).toBe('b');
    state.budgets.set(budget);
    expect(nominated()).toBe('a');
  });
});

describe('of several candidates', () => {
  const candidate = (nodeName: string, violations: number, ...priorities: number[]): Candidate => ({
    ...{ nodeName, violations },
    victims: priorities.map((priority) => of(`${nodeName}-${priority}`, priority, '1')),
  });

  it.each<[string, Candidate[], string]>([
    ['violates the fewest budgets', [candidate('a', 1, 1), candidate('b', 0, 9, 9)], 'b'],
    ['has the less important first victim', [candidate('a', 0, 9), candidate('b', 0, 8, 8, 8)], 'b'],
    ['has less important victims together', [candidate('a', 0, 9, 5), candidate('b', 0, 9, 4)], 'b'],
    ['has fewer victims', [candidate('a', 0, 9, -5), candidate('b', 0, 9)], 'b'],
    ['comes first', [candidate('a', 0, 9), candidate('b', 0, 9)], 'a'],
  ])('the one is taken that %s', (_case, candidates, expected) => {
    expect(pickCandidate(candidates)?.nodeName).toBe(expected);
  });
});
