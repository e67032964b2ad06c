import { union } from './field-set.js';
import { type Manager, type Managers, managerKey, withFields } from './managers.js';

/** As many entries of updates an object keeps, before the oldest become one. */
const maxUpdateManagers = 10;
const oldUpdatesManager = 'ancient-changes';

/** Merges the oldest updates of each version into one entry, so that `managedFields` cannot grow without end. */
export function capManagers(managers: Managers): Managers {
  const updates = [...managers.values()].filter(({ operation }) => operation === 'Update');
  if (updates.length <= maxUpdateManagers) return managers;
  const oldestFirst = updates.sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1));
  const capped: Managers = new Map(managers);
  let count = updates.length;
  for (const manager of oldestFirst) {
    if (count <= maxUpdateManagers) break;
    const bucket = {
      name: oldUpdatesManager,
      operation: 'Update',
      apiVersion: manager.apiVersion,
      subresource: '',
    } as const;
    const key = managerKey(bucket);
    const known: Manager | undefined = capped.get(key);
    if (known === manager) continue;
    capped.delete(managerKey(manager));
    if (known === undefined) capped.set(key, { ...bucket, time: manager.time, fields: manager.fields });
    else {
      capped.set(key, withFields(known, union(known.fields, manager.fields), manager.time));
      count--;
    }
  }
  return capped;
}
