import type { Comparison } from './compare.js';
import {
  difference,
  type FieldSet,
  intersection,
  intersects,
  isEmptySet,
  leaf,
  recursiveDifference,
  union,
} from './field-set.js';
import { type Managers, withFields } from './managers.js';
import type { Steps } from './steps.js';

/** Fields that belong to nobody: they name the object, or are the server's. */
const unowned: FieldSet = {
  'f:apiVersion': leaf,
  'f:kind': leaf,
  'f:metadata': {
    '.': leaf,
    'f:clusterName': leaf,
    'f:creationTimestamp': leaf,
    'f:generation': leaf,
    'f:managedFields': leaf,
    'f:name': leaf,
    'f:namespace': leaf,
    'f:resourceVersion': leaf,
    'f:selfLink': leaf,
    'f:uid': leaf,
  },
};

/** `fields` without those that nobody can own, and without those that the request is not allowed to change. */
export function ownable(fields: FieldSet, ignored: FieldSet | undefined): FieldSet {
  const owned = difference(fields, unowned);
  return ignored === undefined ? owned : recursiveDifference(owned, ignored);
}

/** Who owns which of the fields that changed hands. */
export type Conflicts = Map<string, FieldSet>;

/** What of a change touches fields of managers other than `self`. */
export function findConflicts(managers: Managers, { added, modified }: Comparison, self: string): Conflicts {
  const conflicts: Conflicts = new Map();
  const changed = union(added, modified);
  if (isEmptySet(changed)) return conflicts;
  for (const [key, { fields }] of managers) {
    if (key === self) continue;
    const common = intersection(fields, changed);
    if (!isEmptySet(common)) conflicts.set(key, common);
  }
  return conflicts;
}

/** Takes the fields that somebody else has changed or removed away from the managers other than `self`. */
export function* releasingFields(
  managers: Managers,
  { added, modified, removed }: Comparison,
  self: string,
): Steps<Managers> {
  const lost = [added, modified, removed].filter((fields) => !isEmptySet(fields));
  if (lost.length === 0) return managers;
  const released: Managers = new Map();
  for (const [key, manager] of managers) {
    if (key === self || !lost.some((fields) => intersects(manager.fields, fields))) released.set(key, manager);
    else {
      let { fields } = manager;
      for (const changed of lost) {
        fields = difference(fields, changed);
        yield;
      }
      if (!isEmptySet(fields)) released.set(key, withFields(manager, fields));
    }
  }
  return released;
}
