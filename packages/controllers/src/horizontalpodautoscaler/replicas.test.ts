import type { Pod, V2MetricSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { isProposal, propose } from './propose.js';
import type { Reading } from './readings.js';
import type { Target } from './replicas-by-pods.js';
import { defaultAutoscalerSettings as settings } from './settings.js';

const now = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

/**
 * A Pod, by its state: ready for long, not ready, just started (and ready since then), pending, failed, dying. It asks for a core.
 */
function made(name: string, state: string, requests: Record<string, string> = { cpu: '1', memory: '1Gi' }): Pod {
  const isReady = state !== 'unready' && state !== 'never';
  const since = { ready: 1000, unready: 500, never: 1990, fresh: 10, dying: 1000 }[state] ?? 1000;
  return pod(name, {
    metadata: { name, ...(state === 'dying' && { deletionTimestamp: ago(0) }) },
    spec: { containers: [{ name: 'main', image: 'one', resources: { requests } }] },
    status: {
      phase: { pending: 'Pending', failed: 'Failed' }[state] ?? 'Running',
      startTime: ago(state === 'fresh' ? 30 : 2000),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: ago(since) }],
    },
  });
}

interface Case {
  /** `state use`, use in thousandths of a core; without use nothing was measured. */
  pods: string[];
  spec?: number;
  metric?: V2MetricSpec;
}

const cpu = (averageUtilization: number): V2MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});
const perPod = (averageValue: string): V2MetricSpec => ({
  type: 'Pods',
  pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue } },
});

function targetOf({ pods, spec }: Case): { target: Target; reading: Reading } {
  const states = pods.map((text) => text.split(' ') as [string, string?]);
  const measured = states.flatMap(([, use], index) =>
    use === undefined ? [] : [[`p-${index}`, { value: Number(use), timestamp: now - 5000, window: 10_000 }] as const],
  );
  const target = {
    pods: states.map(([state], index) => made(`p-${index}`, state)),
    specReplicas: spec ?? pods.length,
    statusReplicas: pods.length,
    tolerances: { down: 0.1, up: 0.1 },
    ...{ settings, now },
  };
  return { target, reading: { pods: new Map(measured) } };
}

function result({ metric = cpu(50), ...given }: Case) {
  const { target, reading } = targetOf({ metric, ...given });
  const proposal = propose(metric, reading, target);
  return isProposal(proposal) ? proposal.replicas : proposal.problem;
}

describe('the number of Pods by what they use', () => {
  it.each<[string, Case, number | string]>([
    ['grows with use', { pods: ['ready 1000', 'ready 1000'] }, 4],
    ['shrinks with it', { pods: ['ready 100', 'ready 100', 'ready 100', 'ready 100'] }, 1],
    ['stays where it is almost right', { pods: ['ready 540', 'ready 550'] }, 2],
    ['goes by the Pods that there are, not by those that there should be', { pods: ['ready 1000'], spec: 3 }, 2],
    ['takes Pods that start for idle, before it grows', { pods: ['ready 1000', 'fresh 900', 'fresh 900'], spec: 3 }, 3],
    ['leaves them out before it shrinks', { pods: ['ready 100', 'fresh 900'], spec: 2 }, 1],
    ['leaves out a Pod that has never been ready', { pods: ['ready 100', 'never 900'], spec: 2 }, 1],
    ['counts one that is no longer ready', { pods: ['ready 500', 'unready 900'], spec: 2 }, 3],
    ['takes pending Pods for idle, before it grows', { pods: ['ready 1000', 'pending'], spec: 2 }, 2],
    ['leaves out failed ones and those that end', { pods: ['ready 1000', 'failed 0', 'dying 0'], spec: 1 }, 2],
    ['takes Pods of which nothing is known for busy, before it shrinks', { pods: ['ready 10', 'ready'] }, 2],
    ['and for idle, before it grows', { pods: ['ready 1000', 'ready'] }, 2],
    ['grows all the same where that is not enough', { pods: ['ready 3000', 'ready'] }, 6],
    [
      'knows nothing without any metric',
      { pods: ['fresh 100'] },
      'failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)',
    ],
    [
      'knows nothing without Pods',
      { pods: [] },
      'failed to get cpu utilization: no pods returned by selector while calculating replica count',
    ],
  ])('%s', (_, given, expected) => expect(result(given)).toBe(expected));

  it.each<[string, Case, number]>([
    ['grows', { pods: ['ready 30', 'ready 10'], metric: perPod('10m') }, 4],
    ['shrinks', { pods: ['ready 3', 'ready 5'], metric: perPod('10m') }, 1],
    [
      'takes missing ones to be as they should before it shrinks',
      { pods: ['ready 5', 'ready', 'ready'], metric: perPod('10m') },
      3,
    ],
    ['does not wait until Pods have started', { pods: ['fresh 30'], metric: perPod('10m') }, 3],
  ])('by an average %s', (_, given, expected) => expect(result(given)).toBe(expected));

  it('says what there is, and what it asks of Pods', () => {
    const { target, reading } = targetOf({ pods: ['ready 300', 'ready 500'] });
    expect(propose(cpu(50), reading, target)).toMatchObject({
      name: 'cpu resource utilization (percentage of request)',
      status: {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '400m' } },
      },
    });
    const pods = [made('p-0', 'ready', { memory: '1Gi' })];
    expect(propose(cpu(50), reading, { ...target, pods })).toEqual({
      reason: 'FailedGetResourceMetric',
      problem: 'failed to get cpu utilization: missing request for cpu in container main of Pod p-0',
      error:
        'failed to get cpu resource metric value: failed to get cpu utilization: missing request for cpu in container main of Pod p-0',
    });
  });
});

describe('the number of Pods by one value', () => {
  const external = (target: { value?: string; averageValue?: string }): V2MetricSpec => ({
    type: 'External',
    external: { metric: { name: 'queue' }, target: { type: 'Value', ...target } },
  });
  const object: V2MetricSpec = {
    type: 'Object',
    object: {
      describedObject: { kind: 'Ingress', name: 'main', apiVersion: 'networking.k8s.io/v1' },
      metric: { name: 'hits' },
      target: { type: 'Value', value: '10' },
    },
  };

  it.each<[string, V2MetricSpec, number, Case, [number, unknown]]>([
    ['is in proportion', external({ value: '10' }), 20_000, { pods: ['ready', 'ready'] }, [4, { value: '20' }]],
    [
      'counts ready Pods alone',
      external({ value: '10' }),
      20_000,
      { pods: ['ready', 'unready'] },
      [2, { value: '20' }],
    ],
    ['stays', external({ value: '10' }), 10_500, { pods: ['ready'], spec: 3 }, [3, { value: '10500m' }]],
    ['begins at nothing', external({ value: '10' }), 25_000, { pods: [], spec: 0 }, [3, { value: '25' }]],
    [
      'is a share',
      external({ averageValue: '10' }),
      35_000,
      { pods: ['ready', 'ready'] },
      [4, { averageValue: '17500m' }],
    ],
    ['of objects too', object, 30_000, { pods: ['ready'] }, [3, { value: '30' }]],
  ])('%s', (_, metric, milli, given, [replicas, current]) => {
    const proposal = propose(metric, { milli }, targetOf(given).target);
    expect(proposal).toMatchObject({ replicas, status: { [metric.type.toLowerCase()]: { current } } });
  });

  it.each<[V2MetricSpec, string, string]>([
    [external({ value: '1' }), 'queue external metric value: failed to get external metric queue', 'External'],
    [external({ averageValue: '1' }), 'queue external metric value: failed to get queue external metric', 'External'],
    [object, 'object metric value', 'Object'],
    [perPod('1'), 'pods metric value', 'Pods'],
  ])('is not known, and says so', (metric, words, type) => {
    expect(propose(metric, { problem: 'nobody knows' }, targetOf({ pods: ['ready'] }).target)).toEqual({
      reason: `FailedGet${type}Metric`,
      problem: 'nobody knows',
      error: `failed to get ${words}: nobody knows`,
    });
  });
});
