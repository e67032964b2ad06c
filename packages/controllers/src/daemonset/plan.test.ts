import type { DaemonSetSpec, Node, Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { daemonSet, node, pod, template } from '../testing/samples.js';
import { daemonPod, tolerationsOf } from './daemon-pod.js';
import { fitOf } from './node-fit.js';
import { planDaemons } from './plan.js';
import { daemonSetStatus } from './status.js';

const now = Date.UTC(2026, 0, 1, 12);
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
const taint = (effect: string, key = 'dedicated') => ({ spec: { taints: [{ key, effect, value: 'x' }] } });
const updating = (rollingUpdate: object): Partial<DaemonSetSpec> => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
});

type State = 'ready' | 'pending' | 'failed' | 'succeeded' | 'dying' | 'gone';

/** A Pod by its name, which begins with that of its node: `a old ready`, `a new pending`. */
function made(text: string, index: number): Pod {
  const [nodeName = '', age, state] = text.split(' ') as [string, 'old' | 'new', State];
  const ready = { type: 'Ready', status: state === 'ready' ? 'True' : 'False', lastTransitionTime: at(-60) };
  const phases = {
    ready: 'Running',
    pending: 'Pending',
    failed: 'Failed',
    succeeded: 'Succeeded',
    dying: 'Running',
    gone: 'Failed',
  };
  const isDeleted = state === 'dying' || state === 'gone';
  return pod(text, {
    metadata: {
      name: text,
      labels: { app: 'agent', 'controller-revision-hash': age },
      creationTimestamp: at(index - 1_000),
      ...(isDeleted && { deletionTimestamp: at(0) }),
    },
    spec: { nodeName, containers: [] },
    status: { phase: phases[state], conditions: [ready] },
  });
}

interface Case {
  nodes: (string | Node)[];
  pods?: string[];
  spec?: Partial<DaemonSetSpec>;
  backOff?: Record<string, number>;
  creates?: string[];
  deletes?: string[];
  requeueAfterMs?: number;
}

const observationOf = ({ nodes, pods = [], spec }: Case) => ({
  set: daemonSet('agent', { ...updating({ maxUnavailable: 1, maxSurge: 0 }), ...spec }),
  nodes: nodes.map((name) => (typeof name === 'string' ? node(name) : name)),
  pods: pods.map(made),
  hash: 'new',
  now,
});

describe('the next step of a DaemonSet', () => {
  it.each<[string, Case]>([
    ['makes what nodes lack', { nodes: ['a', 'b'], pods: ['a new ready'], creates: ['b'] }],
    ['waits for a Pod to be gone before it makes another', { nodes: ['a'], pods: ['a new dying'] }],
    ['takes one that was deleted and has ended for gone', { nodes: ['a'], pods: ['a new gone'], creates: ['a'] }],
    ['makes nothing where a taint keeps Pods away', { nodes: [node('a', taint('NoSchedule'))] }],
    ['lets a Pod be where that taint came later', { nodes: [node('a', taint('NoSchedule'))], pods: ['a new ready'] }],
    [
      'takes Pods away where a taint drives them away',
      { nodes: [node('a', taint('NoExecute'))], pods: ['a new ready'], deletes: ['a new ready'] },
    ],
    [
      'takes Pods away where the template no longer selects the node',
      {
        nodes: ['a'],
        pods: ['a new ready'],
        spec: { template: { ...template('agent'), spec: { containers: [], nodeSelector: { disk: 'ssd' } } } },
        deletes: ['a new ready'],
      },
    ],
    ['replaces what has failed', { nodes: ['a'], pods: ['a new failed'], deletes: ['a new failed'] }],
    [
      'lets what has failed be for a while',
      { nodes: ['a', 'b'], pods: ['a new failed'], backOff: { a: 700 }, creates: ['b'], requeueAfterMs: 700 },
    ],
    [
      'replaces what has succeeded at once',
      { nodes: ['a'], pods: ['a new succeeded'], backOff: { a: 700 }, deletes: ['a new succeeded'] },
    ],
    [
      'keeps the oldest of several',
      { nodes: ['a'], pods: ['a new ready', 'a new pending'], deletes: ['a new pending'] },
    ],
    ['lets the Pods of lost nodes be', { nodes: ['a'], pods: ['a new ready', 'lost new ready'] }],
    [
      'takes one old Pod away at a time',
      { nodes: ['a', 'b', 'c'], pods: ['a old ready', 'b old ready', 'c old ready'], deletes: ['a old ready'] },
    ],
    ['waits while as many are missing as may be', { nodes: ['a', 'b'], pods: ['a new pending', 'b old ready'] }],
    [
      'takes what does no work away beyond that',
      { nodes: ['a', 'b'], pods: ['a new pending', 'b old pending'], deletes: ['b old pending'] },
    ],
    [
      'takes what does no work away, which counts as missing',
      { nodes: ['a', 'b'], pods: ['a old ready', 'b old pending'], deletes: ['b old pending'] },
    ],
    [
      'takes a share away, rounded up',
      {
        nodes: ['a', 'b', 'c'],
        pods: ['a old ready', 'b old ready', 'c old ready'],
        spec: updating({ maxUnavailable: '50%', maxSurge: 0 }),
        deletes: ['a old ready', 'b old ready'],
      },
    ],
    ['updates nothing before all nodes have a Pod', { nodes: ['a', 'b'], pods: ['a old ready'], creates: ['b'] }],
    [
      'updates nothing by itself',
      { nodes: ['a'], pods: ['a old ready'], spec: { updateStrategy: { type: 'OnDelete' } } },
    ],
    [
      'makes new ones beside the old',
      {
        nodes: ['a', 'b'],
        pods: ['a old ready', 'b old ready'],
        spec: updating({ maxUnavailable: 0, maxSurge: 1 }),
        creates: ['a'],
      },
    ],
    [
      'waits for the new one before it takes the old one away',
      {
        nodes: ['a', 'b'],
        pods: ['a old ready', 'a new pending', 'b old ready'],
        spec: updating({ maxUnavailable: 0, maxSurge: 1 }),
      },
    ],
    [
      'takes the old one away then',
      {
        nodes: ['a', 'b'],
        pods: ['a old ready', 'a new ready', 'b old ready'],
        spec: updating({ maxUnavailable: 0, maxSurge: 1 }),
        deletes: ['a old ready'],
      },
    ],
    [
      'surges beyond the bound where the old one does no work',
      {
        nodes: ['a', 'b'],
        pods: ['a old ready', 'a new pending', 'b old pending'],
        spec: updating({ maxUnavailable: 0, maxSurge: 1 }),
        creates: ['b'],
      },
    ],
    [
      'goes on at once on a node that surges',
      { nodes: ['a'], pods: ['a old dying'], spec: updating({ maxUnavailable: 0, maxSurge: 1 }), creates: ['a'] },
    ],
    [
      'waits for minReadySeconds',
      {
        nodes: ['a', 'b'],
        pods: ['a new ready', 'b old ready'],
        spec: { minReadySeconds: 90 },
        deletes: ['b old ready'],
      },
    ],
  ])('%s', (_name, { creates = [], deletes = [], requeueAfterMs, ...seen }) => {
    const plan = planDaemons(observationOf(seen), (name) => seen.backOff?.[name] ?? 0);
    const planned = { ...plan, deletes: plan.deletes.map(({ metadata }) => metadata.name) };
    expect(planned).toEqual({ creates, deletes, requeueAfterMs });
  });

  it('deletes Pods that wait for a node which is gone', () => {
    const { spec, ...waiting } = daemonPod(daemonSet('agent'), 'gone', 'new');
    const observed = { ...observationOf({ nodes: [] }), pods: [{ ...waiting, spec }] };
    expect(planDaemons(observed, () => 0).deletes).toEqual([{ ...waiting, spec }]);
  });

  it('goes in steps of 250', () => {
    const nodes = Array.from({ length: 600 }, (_, number) => `node-${number}`);
    expect(planDaemons(observationOf({ nodes }), () => 0).creates).toHaveLength(250);
  });
});

describe('the Pod for a node', () => {
  it('can be bound there only, tolerates what no other Pod does, and says its revision', () => {
    const set = daemonSet('agent');
    set.metadata.annotations = { 'deprecated.daemonset.template.generation': '3' };
    const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } }];
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
    set.spec.template.spec = { containers: [], affinity };
    const made = daemonPod(set, 'a', 'xyz');
    expect(made.metadata.labels).toEqual({
      app: 'agent',
      'controller-revision-hash': 'xyz',
      'pod-template-generation': '3',
    });
    expect(made.spec.affinity?.nodeAffinity).toEqual({
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }],
      },
    });
    expect(made.spec.tolerations?.map(({ key, effect }) => `${key?.slice(19)}:${effect}`)).toEqual([
      'not-ready:NoExecute',
      'unreachable:NoExecute',
      'disk-pressure:NoSchedule',
      'memory-pressure:NoSchedule',
      'pid-pressure:NoSchedule',
      'unschedulable:NoSchedule',
    ]);
  });

  it('tolerates a node without network where it uses the host’s', () => {
    expect(tolerationsOf({ containers: [], hostNetwork: true })).toHaveLength(7);
  });
});

it.each<[string, Node, boolean, boolean]>([
  ['plain', node('a'), true, true],
  [
    'cordoned',
    node('a', { metadata: { name: 'a' }, ...taint('NoSchedule', 'node.kubernetes.io/unschedulable') }),
    true,
    true,
  ],
  ['not ready', node('a', taint('NoSchedule', 'node.kubernetes.io/not-ready')), false, true],
  ['lost', node('a', taint('NoExecute', 'node.kubernetes.io/unreachable')), true, true],
  ['kept for others', node('a', taint('NoExecute')), false, false],
])('a node that is %s', (_name, subject, shouldRun, mayStay) => {
  expect(fitOf(daemonSet('agent'), subject)).toEqual({ shouldRun, mayStay });
});

it('counts nodes by the first of their Pods', () => {
  const nodes = ['a', 'b', 'c', node('d', taint('NoSchedule'))];
  const pods = ['a new ready', 'a new pending', 'b old pending', 'd new ready'];
  expect(daemonSetStatus(observationOf({ nodes, pods }))).toEqual({
    desiredNumberScheduled: 3,
    currentNumberScheduled: 2,
    numberMisscheduled: 1,
    numberReady: 1,
    numberAvailable: 1,
    numberUnavailable: 2,
    updatedNumberScheduled: 1,
    observedGeneration: 0,
  });
});
