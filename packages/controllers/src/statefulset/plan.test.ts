import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSetSpec } from '@sampan/api';
import type { Action } from '@sampan/client';
import { describe, expect, it } from 'vitest';
import { claimTemplate, pod, statefulSet, template } from '../testing/samples.js';
import { type Observation, planStatefulSet } from './plan.js';
import { claimsOf, statefulPod } from './stateful-pod.js';
import { statefulSetStatus } from './status.js';

const now = Date.UTC(2026, 0, 1, 12);
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();

function revision(name: string): ControllerRevision {
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name },
    revision: 1,
    data: { spec: { template: { ...template('db', name), $patch: 'replace' } } },
  };
}

/** A Pod by its number, the revision that it is of, and its state: `1 old ready`. */
function made(text: string): Pod {
  const [ordinal, age, state] = text.split(' ') as [string, string, string];
  const phases: Record<string, string> = { pending: 'Pending', failed: 'Failed', succeeded: 'Succeeded' };
  const isReady = state === 'ready' || state === 'fresh' || state === 'dying';
  const since = state === 'fresh' ? at(-5) : at(-60);
  const ready = { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: since };
  return pod(`db-${ordinal}`, {
    metadata: {
      name: `db-${ordinal}`,
      uid: `uid-${ordinal}`,
      labels: {
        app: 'db',
        'controller-revision-hash': age,
        'statefulset.kubernetes.io/pod-name': `db-${ordinal}`,
        'apps.kubernetes.io/pod-index': ordinal,
      },
      ...(state === 'dying' && { deletionTimestamp: at(0) }),
    },
    status: { phase: phases[state] ?? 'Running', conditions: [ready] },
  });
}

interface Case extends Partial<StatefulSetSpec> {
  pods?: string[];
  claims?: PersistentVolumeClaim[];
}

function observationOf({ pods = [], claims, ...spec }: Case): Observation {
  const set = statefulSet('db', {
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...spec,
  });
  set.metadata.uid = 'uid-set';
  const found = new Map(claims?.map((claim) => [claim.metadata.name, claim]));
  const every = spec.volumeClaimTemplates === undefined || claims === undefined;
  return {
    set,
    current: revision('old'),
    update: revision('new'),
    pods: pods.map(made),
    findClaim: (name) => (every ? claimTemplate(name) : found.get(name)),
    now,
  };
}

/** What a plan does: `create db-1 new`, `delete db-2`. */
function linesOf(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    if (action.verb === 'patch') return `patch ${action.key.name}`;
    if (action.verb !== 'create') return 'object' in action ? `${action.verb} ${action.object.metadata.name}` : 'event';
    const hash = action.object.metadata.labels?.['controller-revision-hash'];
    return ['create', action.object.metadata.name, hash].join(' ').trim();
  });
}

const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
const parallel = { podManagementPolicy: 'Parallel' };
const ready = (age: string, ...ordinals: number[]) => ordinals.map((ordinal) => `${ordinal} ${age} ready`);

describe('the next step of a StatefulSet', () => {
  it.each<[string, Case, string[]]>([
    ['makes the first Pod', {}, ['create db-0 new']],
    ['waits for it', { pods: ['0 new pending'] }, []],
    ['makes the next one when it is ready', { pods: ready('new', 0) }, ['create db-1 new']],
    ['waits until it has been ready for long enough', { minReadySeconds: 30, pods: ['0 new fresh'] }, []],
    ['makes one that is gone before all others', { pods: ready('new', 0, 2) }, ['create db-1 new']],
    ['begins where it is told to', { ordinals: { start: 5 }, pods: ready('new', 5) }, ['create db-6 new']],
    ['makes all at once', { ...parallel }, ['create db-0 new', 'create db-1 new', 'create db-2 new']],
    ['does nothing when all is there', { pods: ready('new', 0, 1, 2) }, []],
    ['does not count what only looks like its own', { replicas: 1, pods: ['0 new ready', 'x new ready'] }, []],
    ['makes anew what has failed', { pods: ['0 new failed'] }, ['delete db-0']],
    ['makes anew what has ended well', { pods: ['0 new ready', '1 new succeeded'] }, ['delete db-1']],
    ['waits for what is on its way out', { pods: ['0 new dying', '1 new ready', '2 new ready'] }, []],
    ['takes the last away', { replicas: 1, pods: ready('new', 0, 1, 2) }, ['delete db-2']],
    ['waits until it is gone', { replicas: 1, pods: ['0 new ready', '1 new ready', '2 new dying'] }, []],
    [
      'takes nothing away while one that stays is not ready',
      { replicas: 1, pods: ['0 new pending', '1 new ready'] },
      [],
    ],
    [
      'takes away what is not ready itself',
      { replicas: 1, pods: ['0 new ready', '1 new ready', '2 new pending'] },
      ['delete db-2'],
    ],
    [
      'waits for one before it that is not ready',
      { replicas: 1, pods: ['0 new ready', '1 new pending', '2 new pending'] },
      [],
    ],
    [
      'waits for none that has ended',
      { replicas: 1, pods: ['0 new ready', '1 new failed', '2 new failed'] },
      ['delete db-2'],
    ],
    ['takes all away at once', { ...parallel, replicas: 0, pods: ready('new', 0, 1) }, ['delete db-1', 'delete db-0']],
    [
      'takes away what is below the start',
      { replicas: 1, ordinals: { start: 1 }, pods: ready('new', 0, 1) },
      ['delete db-0'],
    ],
    ['updates the last', { pods: ready('old', 0, 1, 2) }, ['delete db-2']],
    ['updates one after the other', { pods: [...ready('old', 0, 1), ...ready('new', 2)] }, ['delete db-1']],
    ['waits for the one that is updated', { pods: [...ready('old', 0, 1), '2 new pending'] }, []],
    [
      'updates down to the partition',
      { ...rolling({ partition: 2 }), pods: [...ready('old', 0, 1), ...ready('new', 2)] },
      [],
    ],
    [
      'keeps the template before below the partition',
      { ...rolling({ partition: 2 }), pods: ready('old', 0) },
      ['create db-1 old'],
    ],
    ['updates nothing by itself', { updateStrategy: { type: 'OnDelete' }, pods: ready('old', 0, 1, 2) }, []],
    [
      'updates several',
      { ...rolling({ maxUnavailable: 2 }), pods: ready('old', 0, 1, 2) },
      ['delete db-2', 'delete db-1'],
    ],
    [
      'updates a share, rounded down',
      { ...rolling({ maxUnavailable: '50%' }), pods: ready('old', 0, 1, 2) },
      ['delete db-2'],
    ],
    [
      'counts what is missing',
      { ...parallel, ...rolling({ maxUnavailable: 2 }), pods: [...ready('old', 0, 1), '2 new pending'] },
      ['delete db-1'],
    ],
    ['scales before it updates', { replicas: 2, pods: ready('old', 0, 1, 2) }, ['delete db-2']],
    [
      'replaces what was left of an update that was given up',
      { pods: [...ready('old', 0, 1), '2 broken pending'] },
      ['delete db-2'],
    ],
    [
      'lets be what such an update brought to work',
      { pods: [...ready('old', 0, 1), '2 broken ready'] },
      ['delete db-2'],
    ],
  ])('%s', (_name, seen, lines) => {
    expect(linesOf(planStatefulSet(observationOf(seen)))).toEqual(lines);
  });

  it('does nothing for a set that is being deleted', () => {
    const observed = observationOf({});
    observed.set.metadata.deletionTimestamp = at(0);
    expect(planStatefulSet(observed)).toEqual([]);
  });

  it('gives a Pod that was adopted the labels of its identity', () => {
    const observed = observationOf({ replicas: 1 });
    const bare = made('0 new ready');
    const { 'apps.kubernetes.io/pod-index': _, ...labels } = bare.metadata.labels ?? {};
    const adopted = { ...bare, metadata: { ...bare.metadata, labels } };
    expect(planStatefulSet({ ...observed, pods: [adopted] })).toEqual([
      { verb: 'update', type: expect.anything(), object: bare },
    ]);
  });
});

describe('the claims of a StatefulSet', () => {
  const templates = { replicas: 1, volumeClaimTemplates: [claimTemplate('data')] };
  const owned = (kind: string, name: string, uid: string, metadata = {}): PersistentVolumeClaim => ({
    ...claimTemplate('data-db-0'),
    metadata: {
      name: 'data-db-0',
      namespace: 'default',
      ownerReferences: [
        { apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, name, uid, controller: true, blockOwnerDeletion: true },
      ],
      ...metadata,
    },
  });
  const free = { ...claimTemplate('data-db-0'), metadata: { name: 'data-db-0', namespace: 'default' } };
  const ofSet = owned('StatefulSet', 'db', 'uid-set');
  const ofPod = owned('Pod', 'db-0', 'uid-0');
  const policy = (whenDeleted: string, whenScaled: string) => ({
    ...templates,
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  });

  it.each<[string, Case, string[]]>([
    ['come before the Pod', { ...templates, claims: [] }, ['create data-db-0', 'create db-0 new']],
    ['are there already', { ...templates, claims: [free] }, ['create db-0 new']],
    [
      'are on their way out: the Pod waits',
      { ...templates, claims: [owned('x', 'x', 'x', { deletionTimestamp: at(0) })] },
      [],
    ],
    [
      'are those of an earlier Pod, and go with it: the Pod waits',
      { ...templates, claims: [owned('Pod', 'db-0', 'uid-before')] },
      [],
    ],
    ['were lost before the Pod began', { ...templates, claims: [], pods: ['0 new pending'] }, ['create data-db-0']],
    ['stay', { ...policy('Retain', 'Retain'), claims: [free], pods: ready('new', 0) }, []],
    ['stay after all', { ...policy('Retain', 'Retain'), claims: [ofSet], pods: ready('new', 0) }, ['patch data-db-0']],
    ['go with the set', { ...policy('Delete', 'Retain'), claims: [free], pods: ready('new', 0) }, ['patch data-db-0']],
    ['go with the set already', { ...policy('Delete', 'Retain'), claims: [ofSet], pods: ready('new', 0) }, []],
    [
      'go with the Pod that is one too many',
      { ...policy('Delete', 'Delete'), replicas: 0, claims: [ofSet], pods: ready('new', 0) },
      ['patch data-db-0', 'delete db-0'],
    ],
    [
      'go with it already',
      { ...policy('Retain', 'Delete'), replicas: 0, claims: [ofPod], pods: ready('new', 0) },
      ['delete db-0'],
    ],
    [
      'go with no Pod that is wanted again',
      { ...policy('Retain', 'Delete'), claims: [ofPod], pods: ready('new', 0) },
      ['patch data-db-0'],
    ],
    [
      'belong to somebody else',
      { ...policy('Delete', 'Delete'), claims: [owned('Backup', 'b', 'uid-backup')], pods: ready('new', 0) },
      [],
    ],
  ])('%s', (_name, seen, lines) => {
    expect(linesOf(planStatefulSet(observationOf(seen)))).toEqual(lines);
  });

  it('are named after their template and their Pod, and selected as it is', () => {
    const set = statefulSet('db', { volumeClaimTemplates: [claimTemplate('data')] });
    expect(claimsOf(set, 2)).toMatchObject([
      { volume: 'data', claim: { metadata: { name: 'data-db-2', namespace: 'default', labels: { app: 'db' } } } },
    ]);
    const { spec, metadata } = statefulPod(set, 2, revision('new'));
    expect(metadata).toMatchObject({ name: 'db-2', ownerReferences: [{ kind: 'StatefulSet', controller: true }] });
    expect(spec).toMatchObject({ hostname: 'db-2', subdomain: 'db' });
    expect(spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-2' } }]);
    expect(metadata.labels).toEqual({
      app: 'db',
      'controller-revision-hash': 'new',
      'statefulset.kubernetes.io/pod-name': 'db-2',
      'apps.kubernetes.io/pod-index': '2',
    });
  });
});

describe('the status of a StatefulSet', () => {
  it('counts', () => {
    const pods = ['0 old ready', '1 old fresh', '2 new pending', '3 new dying'];
    expect(statefulSetStatus(observationOf({ minReadySeconds: 30, pods }))).toEqual({
      replicas: 4,
      readyReplicas: 3,
      availableReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 1,
      currentRevision: 'old',
      updateRevision: 'new',
      observedGeneration: 0,
      collisionCount: 0,
    });
  });

  it('says that an update is over', () => {
    const status = statefulSetStatus(observationOf({ pods: ready('new', 0, 1, 2) }));
    expect(status).toMatchObject({ currentRevision: 'new', currentReplicas: 3, updatedReplicas: 3 });
  });
});
