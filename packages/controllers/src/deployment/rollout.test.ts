import type { Deployment, ReplicaSet } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { deployment, replicaSet } from '../testing/samples.js';
import { fencepostsOf } from './fenceposts.js';
import { planRollingUpdate } from './rollout.js';
import { planScale } from './scale.js';

/** A ReplicaSet by its size and how much of it is available; made `age` seconds into the test's day. */
function sized(
  name: string,
  [replicas, available]: readonly [number, number],
  age: number,
  maxReplicas?: number,
): ReplicaSet {
  const annotations: Record<string, string> =
    maxReplicas === undefined ? {} : { 'deployment.kubernetes.io/max-replicas': String(maxReplicas) };
  return replicaSet(name, {
    metadata: {
      name,
      uid: name,
      creationTimestamp: new Date(Date.UTC(2026, 0, 1) + age * 1_000).toISOString(),
      annotations,
    },
    spec: { ...replicaSet(name).spec, selector: {}, replicas },
    status: { replicas, availableReplicas: available },
  });
}

function rolling(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment {
  return deployment('web', {
    replicas,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
  });
}

describe('fenceposts', () => {
  it.each([
    [10, '25%', '25%', { maxSurge: 3, maxUnavailable: 2 }],
    [1, '25%', '25%', { maxSurge: 1, maxUnavailable: 0 }],
    [3, 0, '10%', { maxSurge: 0, maxUnavailable: 1 }],
    [2, 5, 5, { maxSurge: 5, maxUnavailable: 2 }],
    [0, '25%', '25%', { maxSurge: 0, maxUnavailable: 0 }],
  ])('of %i replicas, surge %s, unavailable %s', (replicas, surge, unavailable, fenceposts) => {
    expect(fencepostsOf(rolling(replicas, surge, unavailable))).toEqual(fenceposts);
  });
});

describe('the next step of a rolling update', () => {
  type Size = readonly [number, number];
  it.each<[string, Deployment, Size, Size[], Record<string, number>]>([
    ['grows into the surge first', rolling(10, 2, 2), [0, 0], [[10, 10]], { new: 2 }],
    ['grows no further than wanted', rolling(3, 5, 0), [0, 0], [[3, 3]], { new: 3 }],
    ['shrinks the old when the surge is used up', rolling(10, 2, 2), [2, 0], [[10, 10]], { old0: 8 }],
    ['shrinks what is not available first', rolling(10, 0, 2), [0, 0], [[10, 7]], { old0: 8 }],
    [
      'takes the unavailable of all before the available of one',
      rolling(6, 0, 4),
      [0, 0],
      [
        [3, 3],
        [3, 1],
      ],
      { old0: 1, old1: 1 },
    ],
    ['waits for the new to become available', rolling(4, 1, 0), [1, 0], [[4, 4]], {}],
    ['goes on when they are', rolling(4, 1, 0), [1, 1], [[4, 4]], { old0: 3 }],
    ['shrinks the new when fewer are wanted', rolling(2, 1, 1), [5, 5], [], { new: 2 }],
    ['is done when nothing old is left', rolling(3, 1, 1), [3, 3], [[0, 0]], {}],
  ])('%s', (_name, wanted, current, old, sizes) => {
    const replicaSets = {
      current: sized('new', current, 100),
      old: old.map((size, index) => sized(`old${index}`, size, index)),
    };
    const planned = planRollingUpdate(wanted, replicaSets);
    expect(Object.fromEntries(planned.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas]))).toEqual(
      sizes,
    );
  });
});

describe('scaling', () => {
  it.each<[string, number, Record<string, number>, number, Record<string, number>]>([
    ['gives a lone ReplicaSet everything', 20, { new: 10, old: 0 }, 10, { new: 20 }],
    ['grows in proportion', 15, { new: 5, old: 8 }, 13, { new: 7, old: 11 }],
    ['shrinks in proportion', 5, { new: 5, old: 10 }, 13, { new: 3, old: 5 }],
    ['takes all away', 0, { new: 5, old: 10 }, 13, { new: 0, old: 0 }],
  ])('%s', (_name, replicas, { new: now = 0, old = 0 }, maxBefore, sizes) => {
    const current = sized('new', [now, 0], 100, maxBefore);
    const planned = planScale(rolling(replicas, 3, 2), { current, old: [sized('old', [old, 0], 1, maxBefore)] });
    expect(
      Object.fromEntries(planned.map(({ replicaSet, replicas: size }) => [replicaSet.metadata.name, size])),
    ).toEqual(sizes);
  });
});
