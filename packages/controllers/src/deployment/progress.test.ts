import type { Deployment, DeploymentStatus } from '@sampan/api';
import { findCondition } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { deployment, replicaSet } from '../testing/samples.js';
import { rolloutStatus, untilDeadline } from './progress.js';

const now = Date.UTC(2026, 0, 1, 12);
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString().replace('.000', '');

function observed(status: DeploymentStatus, deadline = 600): Deployment {
  return { ...deployment('web', { replicas: 2, progressDeadlineSeconds: deadline }), status };
}

/** A Deployment's only ReplicaSet, with so many replicas of which so many are available. */
const current = (replicas: number, availableReplicas: number) =>
  replicaSet('web-1', { status: { replicas, readyReplicas: availableReplicas, availableReplicas } });

const progressing = (reason: string, updated: number, status = 'True') => [
  {
    type: 'Progressing',
    status,
    reason,
    message: 'before',
    lastUpdateTime: at(updated),
    lastTransitionTime: at(updated),
  },
];

describe('the Progressing condition', () => {
  it.each<[string, Deployment, [number, number], object]>([
    [
      'says that it is done',
      observed({ replicas: 2, updatedReplicas: 2, conditions: progressing('ReplicaSetUpdated', -5) }),
      [2, 2],
      { status: 'True', reason: 'NewReplicaSetAvailable', message: 'ReplicaSet "web-1" has successfully progressed.' },
    ],
    [
      'moves with every replica',
      observed({ replicas: 1, conditions: progressing('ReplicaSetUpdated', -500) }),
      [2, 1],
      { status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: at(0), lastTransitionTime: at(-500) },
    ],
    [
      'stays while nothing happens',
      observed({
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 1,
        availableReplicas: 1,
        conditions: progressing('ReplicaSetUpdated', -500),
      }),
      [2, 1],
      { message: 'before', lastUpdateTime: at(-500) },
    ],
    [
      'gives up after the deadline',
      observed({
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 1,
        availableReplicas: 1,
        conditions: progressing('ReplicaSetUpdated', -601),
      }),
      [2, 1],
      { status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "web-1" has timed out progressing.' },
    ],
    [
      'does not give up on what was done before',
      observed({
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 1,
        availableReplicas: 1,
        conditions: progressing('NewReplicaSetAvailable', -5_000),
      }),
      [2, 1],
      { reason: 'NewReplicaSetAvailable', message: 'before' },
    ],
  ])('%s', (_name, subject, [replicas, available], condition) => {
    const replicaSets = { current: current(replicas, available), old: [] };
    const status = rolloutStatus(subject, replicaSets, subject.status?.conditions ?? [], now);
    expect(findCondition(status.conditions, 'Progressing')).toMatchObject(condition);
  });

  it('is not there without a deadline', () => {
    const subject = observed({ conditions: progressing('ReplicaSetUpdated', -5) }, 2 ** 31 - 1);
    const status = rolloutStatus(subject, { current: current(2, 1), old: [] }, subject.status?.conditions ?? [], now);
    expect(findCondition(status.conditions, 'Progressing')).toBeUndefined();
  });

  it('is looked at again a second after the deadline', () => {
    const status = {
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas: 1,
      conditions: progressing('ReplicaSetUpdated', -100),
    };
    expect(untilDeadline(observed(status), status, now)).toBe(501_000);
  });
});
