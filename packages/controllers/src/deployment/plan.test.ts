import { alreadyExists, type Deployment, type DeploymentSpec, forbidden, type ReplicaSet } from '@sampan/api';
import type { Action } from '@sampan/client';
import { describe, expect, it } from 'vitest';
import { deployment, pod, replicaSet, template } from '../testing/samples.js';
import { planDeployment } from './plan.js';
import { planAfterRefusal, planSelectingAll } from './plan-refusal.js';
import { tellApart } from './replica-sets.js';

const now = Date.UTC(2026, 0, 1, 12);

/** What a plan does, a line an action. */
function linesOf(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    if (action.verb === 'event') return `event ${action.message}`;
    if (action.verb === 'patch') return 'patch';
    const { kind, metadata, spec, status } = action.object as ReplicaSet & Deployment;
    const revision = metadata.annotations?.['deployment.kubernetes.io/revision'];
    const size = action.verb === 'updateStatus' ? status?.replicas : spec?.replicas;
    return `${action.verb} ${kind} ${metadata.name} of ${size}, revision ${revision}`;
  });
}

function web(spec: Partial<DeploymentSpec> = {}, fields: Partial<Deployment> = {}): Deployment {
  const object = deployment('web', { replicas: 4, progressDeadlineSeconds: 600, ...spec });
  return { ...object, ...fields, metadata: { ...object.metadata, uid: 'web', generation: 1, ...fields.metadata } };
}

/** A ReplicaSet of `image` at a size, all of it available. */
function sized(image: string, size: number, revision: number, fields: Partial<ReplicaSet> = {}): ReplicaSet {
  const count = { replicas: size, readyReplicas: size, availableReplicas: size, observedGeneration: 0 };
  return replicaSet(`web-${image}`, {
    metadata: {
      name: `web-${image}`,
      uid: image,
      creationTimestamp: new Date(now - 1_000_000 + revision * 1_000).toISOString(),
      annotations: {
        'deployment.kubernetes.io/revision': String(revision),
        'deployment.kubernetes.io/desired-replicas': '4',
        'deployment.kubernetes.io/max-replicas': '5',
      },
    },
    spec: { ...replicaSet('web').spec, selector: {}, replicas: size, template: template('web', image) },
    status: count,
    ...fields,
  });
}

function plan(subject: Deployment, replicaSets: readonly ReplicaSet[], pods: Record<string, string[]> = {}) {
  const podsOf = Object.entries(pods).map(([uid, names]) => [uid, names.map((name) => pod(name))] as const);
  return planDeployment({
    deployment: subject,
    replicaSets: tellApart(subject, replicaSets),
    pods: new Map(podsOf),
    now,
  });
}

describe('planRollback', () => {
  const asking = (revision: string, image = 'v2') =>
    web(
      { template: template('web', image) },
      { metadata: { name: 'web', annotations: { 'deprecated.deployment.rollback.to': revision } } },
    );
  const sets = [sized('v1', 0, 1), sized('v2', 4, 2)];

  it.each([
    [
      'goes back to the last revision',
      '0',
      sets,
      ['update Deployment web of 4', 'Rolled back deployment "web" to revision 1'],
    ],
    [
      'goes back to a revision',
      '1',
      sets,
      ['update Deployment web of 4', 'Rolled back deployment "web" to revision 1'],
    ],
    [
      'finds that nothing is to be done',
      '2',
      sets,
      ['The rollback revision contains the same template as current deployment "web"', 'update Deployment web of 4'],
    ],
    ['gives up', '7', sets, ['Unable to find the revision to rollback to.', 'update Deployment web of 4']],
    [
      'gives up where there is only one',
      '0',
      sets.slice(1),
      ['Unable to find last revision.', 'update Deployment web of 4'],
    ],
  ])('%s', (_, revision, replicaSets, lines) => {
    const { actions } = plan(asking(revision), replicaSets);
    expect(linesOf(actions).map((line) => line.replace(/^event |, revision undefined$/g, ''))).toEqual(lines);
    const [written] = actions.flatMap((action) => (action.verb === 'update' ? [action.object as Deployment] : []));
    expect(written?.metadata.annotations).toEqual({});
    const [image] = written?.spec.template.spec?.containers.map((container) => container.image) ?? [];
    expect(image).toBe(lines[1]?.startsWith('Rolled back') ? 'v1' : 'v2');
  });

  it('waits while the Deployment is paused', () => {
    const paused = asking('0');
    paused.spec.paused = true;
    expect(linesOf(plan(paused, sets).actions)).not.toContain('update Deployment web of 4, revision undefined');
  });
});

const rolling = (image: string, spec: Partial<DeploymentSpec> = {}) =>
  web({
    template: template('web', image),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    ...spec,
  });
const recreating = rolling('two', { strategy: { type: 'Recreate' } });
const paused = rolling('two', { paused: true, replicas: 6 });
const deleted = web({}, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });

const newOf = (size: number, revision = 2) =>
  expect.stringMatching(`^create ReplicaSet web-\\w+ of ${size}, revision ${revision}$`);
const scaledUp = (size: number) => expect.stringMatching(`^event Scaled up replica set web-\\w+ from 0 to ${size}$`);
const statusOf = (size: number, revision: number | undefined) =>
  `updateStatus Deployment web of ${size || undefined}, revision ${revision}`;

describe('the plan of a Deployment', () => {
  it.each<[string, Deployment, ReplicaSet[], Record<string, string[]>, unknown[]]>([
    ['makes the first ReplicaSet whole', rolling('one'), [], {}, [newOf(4, 1), scaledUp(4), statusOf(0, 1)]],
    [
      'makes the next one as large as the surge allows, and shrinks the old one at once',
      rolling('two'),
      [sized('one', 4, 1)],
      {},
      [
        newOf(1),
        scaledUp(1),
        'update ReplicaSet web-one of 3, revision 1',
        'event Scaled down replica set web-one from 4 to 3',
        statusOf(4, 2),
      ],
    ],
    [
      'gives an old one that comes back its revision and its size in one write',
      rolling('one'),
      [sized('one', 0, 1), sized('two', 4, 2)],
      {},
      ['update ReplicaSet web-one of 1, revision 3', 'event Scaled up replica set web-one from 0 to 1', statusOf(4, 3)],
    ],
    [
      'forgets what is beyond the limit once all is done',
      rolling('three', { revisionHistoryLimit: 1 }),
      [sized('one', 0, 1), sized('two', 0, 2), sized('three', 4, 3)],
      {},
      ['delete ReplicaSet web-one of 0, revision 1', statusOf(4, 3)],
    ],
    [
      'empties the old ones before it recreates',
      recreating,
      [sized('one', 4, 1)],
      {},
      [
        'update ReplicaSet web-one of 0, revision 1',
        'event Scaled down replica set web-one from 4 to 0',
        statusOf(4, undefined),
      ],
    ],
    [
      'waits for the last old Pod before it recreates',
      recreating,
      [sized('one', 0, 1)],
      { one: ['p'] },
      [statusOf(0, undefined)],
    ],
    ['recreates then', recreating, [sized('one', 0, 1)], { one: [] }, [newOf(4), scaledUp(4), statusOf(0, 2)]],
    [
      'sizes what there is while it is paused',
      paused,
      [sized('one', 4, 1)],
      {},
      [
        'update ReplicaSet web-one of 6, revision 1',
        'event Scaled up replica set web-one from 4 to 6',
        statusOf(4, undefined),
      ],
    ],
    ['counts while it is deleted', deleted, [sized('one', 4, 1)], {}, [statusOf(4, undefined)]],
  ])('%s', (_name, subject, replicaSets, pods, lines) => {
    expect(linesOf(plan(subject, replicaSets, pods).actions)).toEqual(lines);
  });

  it('does nothing when everything is as it should be', () => {
    const subject = rolling('one');
    const [action] = plan(subject, [sized('one', 4, 1)]).actions;
    expect(action?.verb).toBe('updateStatus');
    const settled = action?.verb === 'updateStatus' ? (action.object as Deployment) : subject;
    expect(plan(settled, [sized('one', 4, 1)]).actions).toEqual([]);
  });

  it('looks again when the deadline has passed', () => {
    expect(plan(rolling('two'), [sized('one', 4, 1)]).requeueAfterMs).toBe(601_000);
  });
});

describe('a ReplicaSet that could not be made', () => {
  const subject = rolling('two');
  const wanted = sized('two', 1, 2);
  const names = { group: 'apps', resource: 'replicasets' };
  const taken = alreadyExists(names, 'web-two');
  const refused = forbidden(names, 'web-two', 'exceeded quota');
  const statuses = (error: unknown, existing?: ReplicaSet) =>
    planAfterRefusal({ deployment: subject, replicaSet: wanted, error, existing, now }).map((action) =>
      action.verb === 'updateStatus' ? (action.object as Deployment).status : action,
    );

  it('has its reason told, in an event and a condition', () => {
    const message = `Failed to create new replica set "web-two": ${refused.message}`;
    expect(statuses(refused)).toMatchObject([
      { verb: 'event', eventType: 'Warning', reason: 'ReplicaSetCreateError', message },
      { conditions: [{ type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message }] },
    ]);
  });

  it('gets another name when a stranger has its own', () => {
    expect(statuses(taken, sized('other', 1, 1))).toEqual([{ collisionCount: 1 }]);
  });

  it('is waited for when it is there already', () => {
    expect(statuses(taken, undefined)).toEqual([]);
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'web', controller: true }];
    expect(statuses(taken, { ...wanted, metadata: { ...wanted.metadata, ownerReferences } })).toEqual([]);
  });
});

it('refuses to select everything, and says so once a generation', () => {
  const all = web({ selector: {} });
  expect(linesOf(planSelectingAll(all))).toEqual([
    'event This deployment is selecting all pods. A non-empty selector is required.',
    statusOf(0, undefined),
  ]);
  expect(planSelectingAll({ ...all, status: { observedGeneration: 1 } })).toHaveLength(1);
});
