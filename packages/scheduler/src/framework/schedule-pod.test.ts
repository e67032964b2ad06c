import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, ReplicaSet, StorageClass } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { ClusterState } from '../state/cluster-state.js';
import { clusterOf, node, pod, requesting, schedule } from '../testing/decisions.js';

const tainted = { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] };

describe('filtering', () => {
  const cases: [string, Pod, Node[], string][] = [
    ['takes the only node', pod(), [node('a')], 'a'],
    ['says that there are no nodes', pod(), [], 'no nodes available to schedule pods'],
    [
      'refuses too large requests',
      pod(requesting({ cpu: '5' })),
      [node('a'), node('b')],
      '0/2 nodes are available: 2 Insufficient cpu.',
    ],
    [
      'refuses unknown resources',
      pod(requesting({ 'example.com/gpu': '1' })),
      [node('a')],
      '0/1 nodes are available: 1 Insufficient example.com/gpu.',
    ],
    ['counts places', pod(), [node('a', { allocatable: { pods: '0' } })], '0/1 nodes are available: 1 Too many pods.'],
    [
      'lists each reason once, sorted',
      pod(requesting({ cpu: '2' })),
      [node('a', { allocatable: { cpu: '1' } }), node('b', { spec: { unschedulable: true } })],
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.',
    ],
    ['avoids taints', pod(), [node('a', { spec: tainted }), node('b')], 'b'],
    [
      'names the taint',
      pod(),
      [node('a', { spec: tainted })],
      '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
    ],
    [
      'lets tolerations through',
      pod({ tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }] }),
      [node('a', { spec: tainted })],
      'a',
    ],
    [
      'obeys nodeSelector',
      pod({ nodeSelector: { disk: 'ssd' } }),
      [node('a'), node('b', { labels: { disk: 'ssd' } })],
      'b',
    ],
    [
      'says when no node is selected',
      pod({ nodeSelector: { disk: 'ssd' } }),
      [node('a')],
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
    ],
    [
      'obeys required affinity',
      pod(affinityTo('Gt', ['5'])),
      [node('a', { labels: { size: '5' } }), node('b', { labels: { size: '6' } })],
      'b',
    ],
    [
      'lets cordoned nodes be tolerated',
      pod({ tolerations: [{ operator: 'Exists' }] }),
      [node('a', { spec: { unschedulable: true } })],
      'a',
    ],
  ];
  it.each(cases)('%s', (_, candidate, nodes, expected) => {
    expect(schedule(candidate, clusterOf(...nodes))).toBe(expected);
  });

  it('counts Pods that are assumed, and no longer those that are forgotten or have ended', () => {
    const state = clusterOf(node('a'));
    const first = pod(requesting({ cpu: '3' }));
    state.assume(first, 'a');
    expect(schedule(pod(requesting({ cpu: '2' })), state)).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    state.forget(first.metadata.uid ?? '');
    expect(schedule(pod(requesting({ cpu: '2' })), state)).toBe('a');
    state.setPod({ ...first, spec: { ...first.spec, nodeName: 'a' } });
    expect(schedule(pod(requesting({ cpu: '2' })), state)).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    state.setPod({ ...first, spec: { ...first.spec, nodeName: 'a' }, status: { phase: 'Succeeded' } });
    expect(schedule(pod(requesting({ cpu: '2' })), state)).toBe('a');
  });

  it('counts Pods that were told of before their node', () => {
    const state = new ClusterState();
    state.setPod(pod({ ...requesting({ cpu: '3' }), nodeName: 'a' }));
    state.setNode(node('a'));
    expect(schedule(pod(requesting({ cpu: '2' })), state)).toBe('0/1 nodes are available: 1 Insufficient cpu.');
  });

  it('keeps host ports apart', () => {
    const withPort = { containers: [{ name: 'main', image: 'hello', ports: [{ containerPort: 80, hostPort: 8080 }] }] };
    const state = clusterOf(node('a'));
    state.assume(pod(withPort), 'a');
    expect(schedule(pod(withPort), state)).toBe(
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
    );
  });

  it('keeps the skew of hard topology constraints', () => {
    const spread = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    const state = clusterOf(node('a'), node('b', { spec: { unschedulable: true } }));
    state.assume(pod({}, { labels: { app: 'web' } }), 'a');
    expect(schedule(pod(spread, { labels: { app: 'web' } }), state)).toBe(
      "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable.",
    );
  });

  describe('spreads over the nodes that count', () => {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    };
    const labels = { app: 'web' };
    /** `a` has two of the Pods, `b` one, and `c`, which is another kind of node, none. */
    const spread = (changes: object, spec: Partial<Pod['spec']>, c: Parameters<typeof node>[1]): string => {
      const ssd = { labels: { disk: 'ssd' } };
      const state = clusterOf(node('a', ssd), node('b', ssd), node('c', c));
      for (const name of ['a', 'a', 'b']) state.assume(pod({}, { labels }), name);
      return schedule(pod({ topologySpreadConstraints: [{ ...constraint, ...changes }], ...spec }, { labels }), state);
    };
    const nodeSelector = { disk: 'ssd' };
    const skewed = "didn't match pod topology spread constraints";

    it('not those that its node selector rules out', () => {
      expect(spread({}, { nodeSelector }, {})).toBe('b');
      expect(spread({ nodeAffinityPolicy: 'Ignore' }, { nodeSelector }, {})).toContain(`2 node(s) ${skewed}`);
    });

    it('those with a taint only as long as taints are ignored', () => {
      expect(spread({}, {}, { spec: tainted })).toContain(`2 node(s) ${skewed}`);
      expect(spread({ nodeTaintsPolicy: 'Honor' }, {}, { spec: tainted })).toBe('b');
    });

    it('and no fewer than minDomains', () => {
      expect(spread({ minDomains: 3 }, { nodeSelector }, {})).toContain(`2 node(s) ${skewed}`);
    });
  });
});

describe('scoring', () => {
  it('spreads the Pods of one controller', () => {
    const state = clusterOf(node('a'), node('b'), node('c'));
    const replicaSet: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'web' } } },
    };
    state.workloads.replicaSets.set(replicaSet);
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }];
    const chosen = [1, 2, 3].map(() => {
      const each = pod({}, { ownerReferences, labels: { app: 'web' } });
      const name = schedule(each, state);
      state.assume(each, name);
      return name;
    });
    expect(chosen.sort()).toEqual(['a', 'b', 'c']);
  });

  it('prefers the emptier node', () => {
    const state = clusterOf(node('a'), node('b'));
    state.assume(pod(requesting({ cpu: '2' })), 'a');
    expect(schedule(pod(requesting({ cpu: '1' })), state)).toBe('b');
  });

  it('avoids PreferNoSchedule taints when it can', () => {
    const reluctant = { taints: [{ key: 'old', effect: 'PreferNoSchedule' }] };
    expect(schedule(pod(), clusterOf(node('a', { spec: reluctant }), node('b')))).toBe('b');
    expect(schedule(pod(), clusterOf(node('a', { spec: reluctant })))).toBe('a');
  });
});

function affinityTo(operator: string, values: string[]): Partial<Pod['spec']> {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'size', operator, values }] }];
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

describe('affinity to other Pods', () => {
  const hostname = 'kubernetes.io/hostname';
  const zone = 'topology.kubernetes.io/zone';
  const term = (topologyKey: string, app: string) => ({ topologyKey, labelSelector: { matchLabels: { app } } });
  const near = (topologyKey: string, app: string): Partial<Pod['spec']> => ({
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(topologyKey, app)] } },
  });
  const far = (topologyKey: string, app: string): Partial<Pod['spec']> => ({
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(topologyKey, app)] } },
  });
  const labelled = (app: string, spec: Partial<Pod['spec']> = {}, namespace = 'default') =>
    pod(spec, { namespace, labels: { app } });
  const zoned = () =>
    clusterOf(
      node('a', { labels: { [zone]: 'x' } }),
      node('b', { labels: { [zone]: 'x' } }),
      node('c', { labels: { [zone]: 'y' } }),
    );

  it('puts a Pod into the domain of the Pods that it needs', () => {
    const state = zoned();
    expect(schedule(labelled('web', near(zone, 'db')), state)).toBe(
      "0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
    );
    state.assume(labelled('db'), 'c');
    expect(schedule(labelled('web', near(zone, 'db')), state)).toBe('c');
    expect(schedule(labelled('web', near(zone, 'db'), 'other'), state)).toContain(
      "3 node(s) didn't match pod affinity",
    );
  });

  it('lets the first of a group go anywhere', () => {
    const state = zoned();
    expect(schedule(labelled('db', near(zone, 'db')), state)).toBe('a');
  });

  it('keeps Pods apart, whoever of the two asks for it', () => {
    const state = zoned();
    state.assume(labelled('db', far(zone, 'db')), 'a');
    expect(schedule(labelled('db', far(zone, 'db')), state)).toBe('c');
    expect(schedule(labelled('db'), state)).toBe('c');
    state.assume(labelled('db', far(hostname, 'db')), 'c');
    expect(schedule(labelled('db'), state)).toBe(
      "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.",
    );
    expect(schedule(labelled('db', far(zone, 'db')), state)).toBe(
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
    );
  });

  it('prefers company, and avoids it', () => {
    const state = zoned();
    state.assume(labelled('db'), 'c');
    const wish = [{ weight: 100, podAffinityTerm: term(hostname, 'db') }];
    const podAffinity = { preferredDuringSchedulingIgnoredDuringExecution: wish };
    expect(schedule(labelled('web', { affinity: { podAffinity } }), state)).toBe('c');
    expect(schedule(labelled('web', { affinity: { podAntiAffinity: podAffinity } }), state)).toBe('a');
  });

  it('selects namespaces by their labels', () => {
    const state = zoned();
    state.setNamespace({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'data', labels: { team: 'data' } },
      spec: {},
    });
    state.assume(labelled('db', {}, 'data'), 'b');
    const required = [{ ...term(hostname, 'db'), namespaceSelector: { matchLabels: { team: 'data' } } }];
    const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: required };
    expect(schedule(labelled('web', { affinity: { podAffinity } }), state)).toBe('b');
  });
});

describe('Pods with claims', () => {
  const claim = (changes: Partial<PersistentVolumeClaim> = {}): PersistentVolumeClaim => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'claim' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'late' },
    ...changes,
  });
  const bound = claim({
    metadata: { name: 'data', namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'disk' },
  });
  const selecting = claim({
    metadata: { name: 'data', namespace: 'default', annotations: { 'volume.kubernetes.io/selected-node': 'b' } },
  });
  const immediate = claim({ spec: { storageClassName: 'at-once' } });
  const lost = claim({ spec: { volumeName: 'disk' }, status: { phase: 'Lost' } });
  const leaving = claim({
    metadata: { name: 'data', namespace: 'default', deletionTimestamp: '2026-11-01T00:00:00Z' },
  });
  const disk = (storageClassName: string, host: string): PersistentVolume => {
    const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [host] }];
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
    const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, storageClassName, nodeAffinity };
    return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec };
  };
  const classes: StorageClass[] = [
    ['late', 'example.com/disk', 'WaitForFirstConsumer'],
    ['at-once', 'example.com/disk', 'Immediate'],
    ['by-hand', 'kubernetes.io/no-provisioner', 'WaitForFirstConsumer'],
  ].map(([name = '', provisioner = '', volumeBindingMode = '']) => ({
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner, volumeBindingMode },
  }));
  const byHand = claim({ spec: { ...claim().spec, storageClassName: 'by-hand' } });
  const none = '0/2 nodes are available: ';

  it.each<[string, PersistentVolumeClaim[], PersistentVolume[], string]>([
    ['wait for the claim', [], [], `${none}persistentvolumeclaim "data" not found.`],
    ['wait for the claim to be bound', [immediate], [], `${none}pod has unbound immediate PersistentVolumeClaims.`],
    [
      'cannot have a volume that is lost',
      [lost],
      [],
      `${none}persistentvolumeclaim "data" bound to non-existent persistentvolume "disk".`,
    ],
    ['cannot have a claim that goes', [leaving], [], `${none}persistentvolumeclaim "data" is being deleted.`],
    ['go where the volume is', [bound], [disk('', 'b')], 'b'],
    ['go nowhere else', [bound], [disk('', 'c')], `${none}2 node(s) didn't match PersistentVolume's node affinity.`],
    [
      'need a volume that is there',
      [bound],
      [],
      `${none}2 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s).`,
    ],
    ['go anywhere while a volume can be made', [claim()], [], 'a'],
    ['go where a volume is being made', [selecting], [], 'b'],
    ['go where a volume could be had', [byHand], [disk('by-hand', 'b')], 'b'],
    [
      'wait for a volume that nobody makes',
      [byHand],
      [],
      `${none}2 node(s) didn't find available persistent volumes to bind.`,
    ],
  ])('%s', (_case, claims, volumes, decision) => {
    const state = clusterOf(node('a'), node('b'));
    for (const each of claims) state.storage.claims.set(each);
    for (const each of volumes) state.storage.volumes.set(each);
    for (const each of classes) state.storage.classes.set(each);
    const user = pod({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
    expect(schedule(user, state)).toBe(decision);
  });
});
