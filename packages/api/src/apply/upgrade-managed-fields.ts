import type { ManagedFieldsEntry } from '../generated/types.js';
import { type FieldSet, isMember, sortSet, union } from './field-set.js';

/** Who hands over to whom when an object goes from client-side to server-side apply. */
export interface ManagerUpgrade {
  /** The managers that wrote it by updates. */
  from: readonly string[];
  /** The manager that applies from now on. */
  to: string;
}

/**
 * The record of owners in which `to` owns by apply what `from` owned by updates, as client-go's csaupgrade has it: the
 * manager's own entry, or else the latest of the others', gets the fields of both, and theirs are gone. The same
 * entries where there is nothing to hand over.
 */
export function upgradeManagedFields(
  entries: readonly ManagedFieldsEntry[],
  { from, to }: ManagerUpgrade,
): readonly ManagedFieldsEntry[] {
  return from.reduce((upgraded: readonly ManagedFieldsEntry[], manager) => upgradeFrom(upgraded, manager, to), entries);
}

/** The managers that own the field at `path` by `operation`. */
export function ownersOf(
  entries: readonly ManagedFieldsEntry[],
  { operation, path }: { operation: 'Apply' | 'Update'; path: readonly string[] },
): string[] {
  const owners = entries.filter((entry) => entry.operation === operation && !entry.subresource && owns(entry, path));
  return [...new Set(owners.map(({ manager = '' }) => manager))];
}

function upgradeFrom(entries: readonly ManagedFieldsEntry[], from: string, to: string): readonly ManagedFieldsEntry[] {
  const isOld = ({ manager, operation, subresource = '' }: ManagedFieldsEntry) =>
    manager === from && operation === 'Update' && subresource === '';
  const isNew = ({ manager, operation, subresource = '' }: ManagedFieldsEntry) =>
    manager === to && operation === 'Apply' && subresource === '';
  const target = entries.find(isNew) ?? entries.find(isOld);
  if (target === undefined || !entries.some(isOld)) return entries;
  const source = entries.find((entry) => isOld(entry) && entry.apiVersion === target.apiVersion);
  const fieldsV1 = sortSet(union(fieldsOf(target), source === undefined ? {} : fieldsOf(source)));
  const upgraded = { ...target, manager: to, operation: 'Apply', fieldsV1 };
  return entries.map((entry) => (entry === target ? upgraded : entry)).filter((entry) => !isOld(entry));
}

function owns(entry: ManagedFieldsEntry, path: readonly string[]): boolean {
  let node: FieldSet | undefined = fieldsOf(entry);
  for (const element of path) node = node?.[element];
  return node !== undefined && isMember(node);
}

function fieldsOf({ fieldsV1 }: ManagedFieldsEntry): FieldSet {
  return (fieldsV1 ?? {}) as FieldSet;
}
