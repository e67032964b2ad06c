import type { Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import type { Plugin } from '../framework/plugin.js';
import { clusterOf, node, pod, profileOver, requesting } from '../testing/decisions.js';
import type { ScoringStrategy } from './resource-scoring.js';

/** The scores of all nodes by one plugin; undefined: it has nothing to say. */
function scores(name: string, candidate: Pod, state: ReturnType<typeof clusterOf>, args?: object) {
  const profile = profileOver(state, args && { pluginConfig: [{ name, args }] });
  const plugin = profile.points.score.find((each) => each.name === name) as Plugin;
  const scorer = plugin.preScore?.(candidate, state.nodes, state);
  if (scorer === undefined) return undefined;
  const found = state.nodes.map(scorer.score);
  scorer.normalize?.(found);
  return found;
}

describe('NodeResourcesFit', () => {
  const resources = [
    { name: 'cpu', weight: 1 },
    { name: 'memory', weight: 1 },
  ];
  const shape = [
    { utilization: 0, score: 0 },
    { utilization: 100, score: 10 },
  ];
  // Half of the first node's cpu, a quarter of the second one's; all memory that is asked for is a quarter.
  const cluster = () =>
    clusterOf(
      node('a', { allocatable: { cpu: '4', memory: '8Gi' } }),
      node('b', { allocatable: { cpu: '8', memory: '8Gi' } }),
    );
  const asking = pod(requesting({ cpu: '2', memory: '2Gi' }));

  it.each<[ScoringStrategy, number[]]>([
    [{ type: 'LeastAllocated', resources }, [62, 75]],
    [{ type: 'MostAllocated', resources }, [37, 25]],
    [{ type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] }, [50, 25]],
    [{ type: 'RequestedToCapacityRatio', resources, requestedToCapacityRatio: { shape } }, [38, 25]],
  ])('by %j', (scoringStrategy, expected) => {
    expect(scores('NodeResourcesFit', asking, cluster(), { scoringStrategy })).toEqual(expected);
  });

  it('takes containers that ask for nothing to need something', () => {
    const state = clusterOf(node('a', { allocatable: { cpu: '1', memory: '2000Mi' } }));
    expect(scores('NodeResourcesFit', pod(), state)).toEqual([90]);
  });
});

describe('NodeResourcesBalancedAllocation', () => {
  it('prefers nodes that are used evenly', () => {
    const state = clusterOf(
      node('even', { allocatable: { cpu: '4', memory: '4Gi' } }),
      node('uneven', { allocatable: { cpu: '2', memory: '8Gi' } }),
    );
    const asking = pod(requesting({ cpu: '1', memory: '1Gi' }));
    expect(scores('NodeResourcesBalancedAllocation', asking, state)).toEqual([100, 81]);
  });

  it('has nothing to say of Pods that ask for nothing', () => {
    expect(scores('NodeResourcesBalancedAllocation', pod(), clusterOf(node('a')))).toBeUndefined();
  });
});

describe('ImageLocality', () => {
  const size = 500 * 1024 * 1024;
  const images = [{ names: ['registry/hello:latest'], sizeBytes: size }];
  const asking = (image: string) => pod({ containers: [{ name: 'a', image }] });

  it('prefers nodes that have the image', () => {
    const state = clusterOf(node('a', { images }), node('b'));
    // One of two nodes has it: half its size counts.
    expect(scores('ImageLocality', asking('registry/hello'), state)).toEqual([23, 0]);
    expect(scores('ImageLocality', asking('registry/other'), state)).toBeUndefined();
  });

  it('forgets what a node no longer has', () => {
    const state = clusterOf(node('a', { images }));
    state.setNode(node('a'));
    expect(scores('ImageLocality', asking('registry/hello'), state)).toBeUndefined();
  });
});

describe('TaintToleration', () => {
  const reluctant = (...keys: string[]) => ({ taints: keys.map((key) => ({ key, effect: 'PreferNoSchedule' })) });

  it('prefers nodes with fewer taints that are not tolerated', () => {
    const state = clusterOf(node('a'), node('b', { spec: reluctant('x') }), node('c', { spec: reluctant('x', 'y') }));
    const tolerations = [{ key: 'x', operator: 'Exists' }];
    expect(scores('TaintToleration', pod(), state)).toEqual([100, 50, 0]);
    expect(scores('TaintToleration', pod({ tolerations }), state)).toEqual([100, 100, 0]);
    expect(scores('TaintToleration', pod(), clusterOf(node('a')))).toBeUndefined();
  });
});

describe('NodeAffinity', () => {
  it('adds up the weights of what holds', () => {
    const wish = (weight: number, key: string) => ({
      weight,
      preference: { matchExpressions: [{ key, operator: 'Exists' }] },
    });
    const nodeAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [wish(30, 'x'), wish(10, 'y')] };
    const state = clusterOf(node('a', { labels: { x: '' } }), node('b', { labels: { x: '', y: '' } }), node('c'));
    expect(scores('NodeAffinity', pod({ affinity: { nodeAffinity } }), state)).toEqual([75, 100, 0]);
  });
});

describe('PodTopologySpread', () => {
  const zone = 'topology.kubernetes.io/zone';
  const labels = { app: 'web' };
  const inZone = (name: string, value: string) => node(name, { labels: { [zone]: value } });

  it('spreads over nodes and zones what one Service selects', () => {
    const state = clusterOf(inZone('a', 'x'), inZone('b', 'x'), inZone('c', 'y'), node('d'));
    state.assume(pod({}, { labels }), 'a');
    expect(scores('PodTopologySpread', pod({}, { labels }), state)).toBeUndefined();
    const metadata = { name: 'web', namespace: 'default' };
    state.workloads.services.set({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels } });
    const [a = 0, b = 0, c = 0, d = 0] = scores('PodTopologySpread', pod({}, { labels }), state) ?? [];
    expect([d >= c, c > b, b > a]).toEqual([true, true, true]);
  });

  it('gives nothing to nodes without a domain of a constraint that the Pod has', () => {
    const state = clusterOf(inZone('a', 'x'), inZone('b', 'y'), node('c'));
    state.assume(pod({}, { labels }), 'a');
    const constraint = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway' };
    const topologySpreadConstraints = [{ ...constraint, labelSelector: { matchLabels: labels } }];
    expect(scores('PodTopologySpread', pod({ topologySpreadConstraints }, { labels }), state)).toEqual([0, 100, 0]);
  });

  it('counts Pods alone that share the values of label keys', () => {
    const state = clusterOf(inZone('a', 'x'), inZone('b', 'y'));
    state.assume(pod({}, { labels: { ...labels, hash: '1' } }), 'a');
    state.assume(pod({}, { labels: { ...labels, hash: '2' } }), 'b');
    const constraint = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway' };
    const topologySpreadConstraints = [
      { ...constraint, labelSelector: { matchLabels: labels }, matchLabelKeys: ['hash'] },
    ];
    const next = pod({ topologySpreadConstraints }, { labels: { ...labels, hash: '2' } });
    expect(scores('PodTopologySpread', next, state)).toEqual([100, 0]);
  });

  it('takes the list of the profile for Pods without constraints', () => {
    const state = clusterOf(inZone('a', 'x'), inZone('b', 'y'));
    const metadata = { name: 'web', namespace: 'default' };
    state.workloads.services.set({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels } });
    state.assume(pod({}, { labels }), 'a');
    const defaultConstraints = [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway' }];
    const args = { defaultingType: 'List', defaultConstraints };
    expect(scores('PodTopologySpread', pod({}, { labels }), state, args)).toEqual([0, 100]);
  });
});

describe('InterPodAffinity', () => {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } };
  const needing = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const wishing = {
    affinity: {
      podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, podAffinityTerm: term }] },
    },
  };
  const db = () => pod({}, { labels: { app: 'db' } });

  it.each([
    ['that need it', needing, {}, [100, 0]],
    ['that need it, but not when that counts nothing', needing, { hardPodAffinityWeight: 0 }, undefined],
    ['that wish for it', wishing, {}, [100, 0]],
    ['but not when such wishes are left out', wishing, { ignorePreferredTermsOfExistingPods: true }, undefined],
  ])('brings a Pod to those %s', (_case, spec, args, expected) => {
    const state = clusterOf(node('a'), node('b'));
    state.assume(pod(spec), 'a');
    expect(scores('InterPodAffinity', db(), state, args)).toEqual(expected);
  });
});
