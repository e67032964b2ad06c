import { labelSetSelector, type Pod } from '@sampan/api';
import { expect, it } from 'vitest';
import { pod, replicaSet } from '../testing/samples.js';
import { planClaim } from './claim.js';

const owner = replicaSet('web');
const controlled = {
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'uid-web', controller: true }],
};
const make = (name: string, metadata: Pod['metadata']): Pod => pod(name, { metadata: { name, ...metadata } });
const mine = make('mine', { ...controlled, labels: { app: 'web' } });
const relabelled = make('relabelled', { ...controlled, labels: { app: 'db' } });
const orphan = make('orphan', { labels: { app: 'web' } });
const stranger = make('stranger', { labels: { app: 'db' } });
const dying = make('dying', { labels: { app: 'web' }, deletionTimestamp: '2026-01-01T00:00:00Z' });

it('keeps what is selected, adopts orphans that are, and releases what no longer is', () => {
  const all = { owned: [mine, relabelled], orphans: [orphan, stranger, dying] };
  expect(planClaim(owner, labelSetSelector({ app: 'web' }), all)).toEqual({
    kept: [mine],
    adoptable: [orphan],
    released: [relabelled],
  });
});

it('changes nothing for an owner that is being deleted', () => {
  const deleted = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const all = { owned: [mine, relabelled], orphans: [orphan] };
  expect(planClaim(deleted, labelSetSelector({ app: 'web' }), all)).toEqual({
    kept: [mine],
    adoptable: [],
    released: [],
  });
});
