import type { Pod } from '@sampan/api';
import { expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { podsToDelete } from './deletion-order.js';

const now = Date.UTC(2026, 0, 2);
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

interface Traits {
  node?: string;
  phase?: string;
  readyFor?: number;
  cost?: string;
  restarts?: number;
  age?: number;
}

function make(
  name: string,
  { node = 'n1', phase = 'Running', readyFor = 1_000, cost, restarts = 0, age = 2_000 }: Traits,
): Pod {
  const conditions = readyFor < 0 ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(readyFor) }];
  const containerStatuses = [{ name: 'main', image: '', imageID: '', ready: true, restartCount: restarts }];
  const annotations: Record<string, string> =
    cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost };
  return pod(name, {
    metadata: { name, uid: name, creationTimestamp: ago(age), annotations },
    spec: { containers: [], nodeName: node },
    status: { phase, conditions, containerStatuses },
  });
}

it.each<[string, Traits, Traits]>([
  ['not scheduled', { node: '' }, { phase: 'Pending' }],
  ['pending', { phase: 'Pending' }, { phase: 'Running', readyFor: -1 }],
  ['not ready', { readyFor: -1 }, { cost: '-100' }],
  ['cheaper', { cost: '-5' }, { cost: '5', restarts: 9 }],
  ['on the fuller node', { node: 'full' }, { node: 'n1', restarts: 3 }],
  ['ready for a shorter time', { readyFor: 1 }, { readyFor: 1_000, restarts: 9 }],
  ['restarted more often', { restarts: 3 }, { restarts: 1, age: 1 }],
  ['younger', { age: 10 }, { age: 5_000 }],
])('what is %s goes first', (_name, first, other) => {
  const pods = [make('a', other), make('b', first)];
  const related = [...pods, make('c', { node: 'full' }), make('d', { node: 'full' })];
  expect(podsToDelete(pods, 1, { related, now }).map(({ metadata }) => metadata.name)).toEqual(['b']);
});
