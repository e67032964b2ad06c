import type { ManagedFieldsEntry } from '../generated/types.js';
import { type FieldSet, isEmptySet, sortSet } from './field-set.js';
import type { Steps } from './steps.js';

/** What one manager owns by one way of writing one version of an object: an entry of `metadata.managedFields`. */
export interface Manager {
  name: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  /** RFC 3339; absent in entries that never had one. */
  time: string | undefined;
  fields: FieldSet;
  /** The entry that this was read from, as long as nothing about it has changed. */
  entry?: ManagedFieldsEntry;
}

/** Managers by what tells them apart. */
export type Managers = Map<string, Manager>;

/** Applied fields are their manager's whatever the version; updates are kept apart by version too. */
export function managerKey({ name, operation, apiVersion, subresource }: Omit<Manager, 'fields' | 'time'>): string {
  return `${operation}\n${name}\n${subresource}\n${operation === 'Apply' ? '' : apiVersion}`;
}

/** Entries as managers; undefined where one of them is none, so that the caller can fall back. */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers | undefined {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const { operation, fieldsV1 } = entry;
    if ((operation !== 'Apply' && operation !== 'Update') || entry.fieldsType !== 'FieldsV1') return undefined;
    const manager: Manager = {
      name: entry.manager ?? '',
      operation,
      apiVersion: entry.apiVersion ?? '',
      subresource: entry.subresource ?? '',
      time: entry.time,
      fields: (fieldsV1 ?? {}) as FieldSet,
      entry,
    };
    managers.set(managerKey(manager), manager);
  }
  return managers;
}

/**
 * The managers that own something as entries, in the order in which Kubernetes writes them; undefined: nobody does. A step
 * each.
 */
export function* encodingManagers(managers: Managers): Steps<ManagedFieldsEntry[] | undefined> {
  const owners = [...managers.values()].filter(({ fields }) => !isEmptySet(fields));
  if (owners.length === 0) return undefined;
  const entries: ManagedFieldsEntry[] = [];
  for (const manager of owners.sort(compareManagers)) {
    if (manager.entry === undefined) yield;
    entries.push(manager.entry ?? encodeManager(manager));
  }
  return entries;
}

/** Gives `manager` other fields, and a new time where one is given. */
export function withFields(manager: Manager, fields: FieldSet, time = manager.time): Manager {
  return { ...omitEntry(manager), fields, time };
}

function omitEntry({ entry: _, ...manager }: Manager): Manager {
  return manager;
}

function encodeManager({ name, operation, apiVersion, subresource, time, fields }: Manager): ManagedFieldsEntry {
  const entry: ManagedFieldsEntry = { manager: name, operation, apiVersion };
  if (time !== undefined) entry.time = time;
  entry.fieldsType = 'FieldsV1';
  entry.fieldsV1 = sortSet(fields);
  if (subresource !== '') entry.subresource = subresource;
  return entry;
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? '', b.time ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
