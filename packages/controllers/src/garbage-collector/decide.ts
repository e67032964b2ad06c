import type { OwnerReference } from '@sampan/api';
import { foregroundFinalizer, type GraphNode, orphanFinalizer, waitsForDependents } from './graph.js';

/** What an owner reference leads to. */
export type OwnerState = 'solid' | 'waiting' | 'dangling';

/** What the collector does about an object. */
export type Decision =
  | { kind: 'nothing' }
  | { kind: 'finishForeground' }
  | { kind: 'keepOwners'; owners: readonly OwnerReference[] }
  | { kind: 'delete'; policy: 'Orphan' | 'Foreground' | 'Background'; unblock: boolean };

const nothing: Decision = { kind: 'nothing' };

/**
 * Upstream's rule: an object stays as long as one of its owners is there to stay, without its references to those that
 * are not; when the others only wait for it, it is deleted in the foreground too, if it has dependents of its own; and
 * when all are gone, it goes as its own finalizers ask. `stateOf` says what each reference leads to.
 */
export function decide(node: GraphNode, stateOf: (reference: OwnerReference) => OwnerState): Decision {
  if (waitsForDependents(node)) return blockersOf(node).length === 0 ? { kind: 'finishForeground' } : nothing;
  if (node.isDeleting || node.owners.length === 0) return nothing;
  const states = node.owners.map((reference) => ({ reference, state: stateOf(reference) }));
  const solid = states.filter(({ state }) => state === 'solid').map(({ reference }) => reference);
  if (solid.length === states.length) return nothing;
  if (solid.length > 0) return { kind: 'keepOwners', owners: solid };
  if (states.some(({ state }) => state === 'waiting') && node.dependents.size > 0) {
    return { kind: 'delete', policy: 'Foreground', unblock: [...node.dependents].some(waitsForDependents) };
  }
  return { kind: 'delete', policy: policyOf(node), unblock: false };
}

/** The dependents that an object which is deleted in the foreground waits for. */
export function blockersOf(node: GraphNode): GraphNode[] {
  return [...node.dependents].filter(({ owners }) =>
    owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion),
  );
}

function policyOf({ finalizers }: GraphNode): 'Orphan' | 'Foreground' | 'Background' {
  if (finalizers.includes(orphanFinalizer)) return 'Orphan';
  return finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}
