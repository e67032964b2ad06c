import type { KubernetesObject, OwnerReference } from '@sampan/api';
import { resources } from '@sampan/api';
import { expect, it } from 'vitest';
import { type Decision, decide, type OwnerState } from './decide.js';
import { createOwnershipGraph, foregroundFinalizer, orphanFinalizer } from './graph.js';

const reference = (uid: string, blockOwnerDeletion = false): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: uid,
  uid,
  blockOwnerDeletion,
});

interface Traits {
  owners?: OwnerReference[];
  finalizers?: string[];
  deleted?: boolean;
}

function object(uid: string, { owners = [], finalizers = [], deleted = false }: Traits): KubernetesObject {
  const deletion = deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { uid, name: uid, namespace: 'n', ownerReferences: owners, finalizers, ...deletion },
  };
}

const [solid, waiting, dangling] = ['solid', 'waiting', 'dangling'].map((uid) => reference(uid)) as [
  OwnerReference,
  OwnerReference,
  OwnerReference,
];
const dependent = { owners: [reference('it', true)] };

it.each<[string, Traits, Traits | undefined, Decision]>([
  ['has no owner', {}, undefined, { kind: 'nothing' }],
  ['has an owner that stays', { owners: [solid] }, undefined, { kind: 'nothing' }],
  ['loses one of two owners', { owners: [solid, dangling] }, undefined, { kind: 'keepOwners', owners: [solid] }],
  ['loses its last owner', { owners: [dangling] }, undefined, { kind: 'delete', policy: 'Background', unblock: false }],
  [
    'asks to orphan its own',
    { owners: [dangling], finalizers: [orphanFinalizer] },
    undefined,
    { kind: 'delete', policy: 'Orphan', unblock: false },
  ],
  ['is being deleted already', { owners: [dangling], deleted: true }, undefined, { kind: 'nothing' }],
  [
    'is waited for, and has dependents',
    { owners: [waiting] },
    dependent,
    { kind: 'delete', policy: 'Foreground', unblock: false },
  ],
  [
    'is waited for, and has none',
    { owners: [waiting] },
    undefined,
    { kind: 'delete', policy: 'Background', unblock: false },
  ],
  [
    'is in a circle of waiting',
    { owners: [waiting] },
    { ...dependent, deleted: true, finalizers: [foregroundFinalizer] },
    { kind: 'delete', policy: 'Foreground', unblock: true },
  ],
  [
    'waits for a dependent that blocks it',
    { deleted: true, finalizers: [foregroundFinalizer] },
    dependent,
    { kind: 'nothing' },
  ],
  [
    'waits for nobody',
    { deleted: true, finalizers: [foregroundFinalizer] },
    { owners: [reference('it')] },
    { kind: 'finishForeground' },
  ],
])('an object that %s', (_name, traits, other, decision) => {
  const graph = createOwnershipGraph({ check: () => {}, orphan: () => {} });
  graph.set(object('it', traits), resources.configMaps);
  if (other !== undefined) graph.set(object('other', other), resources.configMaps);
  const node = graph.get('it');
  expect(node && decide(node, ({ uid }) => uid as OwnerState)).toEqual(decision);
});
