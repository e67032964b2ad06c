import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import type { ClusterState } from '../state/cluster-state.js';
import { clusterOf, decide, node, pod, requesting, schedule } from '../testing/decisions.js';

const none = (count: number, why: string) => `0/${count} nodes are available: ${why}.`;

describe('NodeAffinity', () => {
  const byName = (...terms: string[][]): Partial<Pod['spec']> => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms.map((values) => ({
            matchFields: [{ key: 'metadata.name', operator: 'In', values }],
          })),
        },
      },
    },
  });

  it.each<[string, string[][], string]>([
    ['looks at the nodes alone that are named', [['b']], 'b'],
    ['takes terms for alternatives', [['x'], ['b']], 'b'],
    ['knows when none of them is there', [['x']], none(3, "3 node(s) didn't satisfy plugin(s) [NodeAffinity]")],
  ])('%s', (_case, terms, decision) => {
    expect(schedule(pod(byName(...terms)), clusterOf(node('a'), node('b'), node('c')))).toBe(decision);
  });

  it('says that names contradict one another', () => {
    const spec = byName(['a']);
    const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    terms?.[0]?.matchFields?.push({ key: 'metadata.name', operator: 'In', values: ['b'] });
    expect(schedule(pod(spec), clusterOf(node('a')))).toBe(none(1, 'pod affinity terms conflict'));
  });

  it('counts nodes that are not named beside those that refuse', () => {
    const full = node('b', { allocatable: { pods: '0' } });
    expect(schedule(pod(byName(['b'])), clusterOf(node('a'), full, node('c')))).toBe(
      none(3, "1 Too many pods, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]"),
    );
  });

  it('adds what the profile wants of all Pods', () => {
    const nodeSelectorTerms = [{ matchExpressions: [{ key: 'gold', operator: 'Exists' }] }];
    const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
    const configuration = { pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] };
    const decision = decide(pod(), clusterOf(node('a'), node('b', { labels: { gold: '' } })), configuration);
    expect(decision.nodeName).toBe('b');
  });
});

describe('NodeResourcesFit', () => {
  const gpu = { 'example.com/gpu': '2' };

  it.each<[string, Partial<Pod['spec']>, object, string]>([
    ['counts extended resources', requesting(gpu), {}, none(1, '1 Insufficient example.com/gpu')],
    ['but not those that others watch over', requesting(gpu), { ignoredResources: ['example.com/gpu'] }, 'a'],
    ['nor those of their groups', requesting(gpu), { ignoredResourceGroups: ['example.com'] }, 'a'],
    ['counts overhead', { ...requesting({ cpu: '3' }), overhead: { cpu: '2' } }, {}, none(1, '1 Insufficient cpu')],
    [
      'counts what is said of the Pod as a whole',
      { ...requesting({ cpu: '1' }), resources: { requests: { cpu: '5' } } },
      {},
      none(1, '1 Insufficient cpu'),
    ],
    [
      'lists all that is short',
      requesting({ cpu: '5', memory: '9Gi' }),
      {},
      none(1, '1 Insufficient cpu, 1 Insufficient memory'),
    ],
  ])('%s', (_case, spec, args, decision) => {
    const configuration = {
      pluginConfig: [{ name: 'NodeResourcesFit', args }],
      plugins: { postFilter: { disabled: [{ name: '*' }] } },
    };
    expect(schedule(pod(spec), clusterOf(node('a')), configuration)).toBe(decision);
  });
});

describe('VolumeRestrictions', () => {
  const disk = (readOnly: boolean): Partial<Pod['spec']> => ({
    volumes: [{ name: 'disk', gcePersistentDisk: { pdName: 'disk', readOnly } }],
  });
  const claim = (mode: string): PersistentVolumeClaim => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...{ name: 'data', namespace: 'default' },
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { accessModes: [mode], volumeName: 'disk' },
  });
  const using: Partial<Pod['spec']> = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
  const withClaim = (mode: string): ClusterState => {
    const state = clusterOf(node('a'), node('b'));
    state.storage.claims.set(claim(mode));
    state.storage.volumes.set({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec: {} });
    return state;
  };

  it.each([
    [true, true, 'a'],
    [true, false, none(1, '1 node(s) had no available disk')],
    [false, false, none(1, '1 node(s) had no available disk')],
  ])('lets Pods share a disk when both only read: %s, %s', (first, second, decision) => {
    const state = clusterOf(node('a'));
    state.assume(pod(disk(first)), 'a');
    expect(schedule(pod(disk(second)), state)).toBe(decision);
  });

  it('gives a claim to one Pod in the cluster that is for one Pod', () => {
    const state = withClaim('ReadWriteOncePod');
    const user = pod(using);
    expect(schedule(user, state)).toBe('a');
    state.assume(user, 'a');
    const inUse = 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
    expect(schedule(pod(using), state)).toBe(none(2, `2 ${inUse}`));
    state.forget(user.metadata.uid ?? '');
    expect(schedule(pod(using), state)).toBe('a');
  });

  it('gives other claims to many', () => {
    const state = withClaim('ReadWriteOnce');
    state.assume(pod(using), 'a');
    expect(schedule(pod(using), state)).toMatch(/^[ab]$/);
  });
});

describe('volumes of claims', () => {
  const volume = (name: string, spec: PersistentVolume['spec'], labels = {}): PersistentVolume => ({
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, labels }, spec },
  });
  const withVolume = (state: ClusterState, name: string, made: PersistentVolume): Partial<Pod['spec']> => {
    state.storage.volumes.set(made);
    state.storage.claims.set({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { accessModes: ['ReadWriteOnce'], volumeName: made.metadata.name ?? '' },
    });
    return { volumes: [{ name, persistentVolumeClaim: { claimName: name } }] };
  };

  it.each([
    ['topology.kubernetes.io/zone', 'x', 'a'],
    ['topology.kubernetes.io/zone', 'x__y', 'a'],
    ['failure-domain.beta.kubernetes.io/zone', 'y', 'b'],
    ['topology.kubernetes.io/zone', 'z', none(2, '2 node(s) had no available volume zone')],
  ])('are in a zone: %s=%s', (label, zone, decision) => {
    const inZone = (name: string, value: string) => node(name, { labels: { 'topology.kubernetes.io/zone': value } });
    const state = clusterOf(inZone('a', 'x'), inZone('b', 'y'));
    const spec = withVolume(state, 'data', volume('disk', {}, { [label]: zone }));
    expect(schedule(pod(spec), state)).toBe(decision);
  });

  it('are no more on a node than its driver can attach', () => {
    const state = clusterOf(node('a'));
    const drivers = [{ name: 'csi.example.com', nodeID: 'a', allocatable: { count: 1 } }];
    state.storage.csiNodes.set({
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: 'a' }, spec: { drivers } },
    });
    const csi = (volumeHandle: string) => ({ csi: { driver: 'csi.example.com', volumeHandle } });
    const first = withVolume(state, 'first', volume('first', csi('1')));
    const second = withVolume(state, 'second', volume('second', csi('2')));
    state.assume(pod(first), 'a');
    expect(schedule(pod(first), state)).toBe('a');
    expect(schedule(pod(second), state)).toBe(none(1, '1 node(s) exceed max volume count'));
  });
});

describe('host ports', () => {
  const port = (hostPort: number, hostIP?: string, protocol?: string): Partial<Pod['spec']> =>
    ({
      containers: [{ name: 'a', image: 'b', ports: [{ containerPort: 80, hostPort, hostIP, protocol }] }],
    }) as Partial<Pod['spec']>;

  it.each([
    ['the same address', port(80, '10.0.0.1'), port(80, '10.0.0.1'), false],
    ['every address and one', port(80), port(80, '10.0.0.1'), false],
    ['two addresses', port(80, '10.0.0.1'), port(80, '10.0.0.2'), true],
    ['two protocols', port(80), port(80, undefined, 'UDP'), true],
    ['two ports', port(80), port(81), true],
  ])('of %s', (_case, first, second, fits) => {
    const state = clusterOf(node('a'));
    state.assume(pod(first), 'a');
    expect(schedule(pod(second), state) === 'a').toBe(fits);
  });
});
