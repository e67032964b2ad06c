import type { ManagedFieldsEntry } from '../generated/types.js';
import { difference, type FieldSet, isEmptySet, leaf } from './field-set.js';

const scaleVersion = 'autoscaling/v1';
/** Where a Scale, and most kinds that are scaled, keep the number. */
const specReplicas: FieldSet = { 'f:spec': { 'f:replicas': leaf } };

/**
 * Who owns the replicas of an object, as its Scale shows it (`ScaleHandler.ToSubresource`).
 *
 * @param replicas where the object keeps the number
 */
export function managersOfScale(
  entries: readonly ManagedFieldsEntry[] = [],
  replicas: FieldSet = specReplicas,
): ManagedFieldsEntry[] {
  return entries
    .filter((entry) => ownsReplicas(entry, replicas))
    .map((entry) => ({
      ...entry,
      // What was applied to the Scale was applied in its version.
      ...(entry.subresource === 'scale' && { apiVersion: scaleVersion }),
      fieldsV1: specReplicas,
    }));
}

/**
 * Who owns what of an object, after somebody applied to its Scale (`ScaleHandler.ToParent`): who is not among the Scale's
 * managers any more has lost the replicas, and who is new among them has got them.
 *
 * @param apiVersion the object's version
 * @param replicas where the object keeps the number
 */
export function managersAfterScale(
  entries: readonly ManagedFieldsEntry[] = [],
  ofScale: readonly ManagedFieldsEntry[] = [],
  apiVersion: string,
  replicas: FieldSet = specReplicas,
): ManagedFieldsEntry[] {
  const before = new Set(managersOfScale(entries, replicas).map(identity));
  const after = new Set(ofScale.map(identity));
  const kept = entries.flatMap((entry) => {
    const [shown] = managersOfScale([entry], replicas);
    if (shown === undefined || after.has(identity(shown))) return [entry];
    const rest = difference((entry.fieldsV1 ?? {}) as FieldSet, replicas);
    return isEmptySet(rest) ? [] : [{ ...entry, fieldsV1: rest }];
  });
  const added = ofScale.filter((entry) => !before.has(identity(entry)));
  return [...kept, ...added.map((entry) => ({ ...entry, apiVersion, fieldsV1: replicas }))];
}

function ownsReplicas({ fieldsV1 }: ManagedFieldsEntry, replicas: FieldSet): boolean {
  return has((fieldsV1 ?? {}) as FieldSet, replicas);
}

function has(set: FieldSet, wanted: FieldSet): boolean {
  return Object.entries(wanted).every(([step, below]) => {
    const inside = set[step];
    return inside !== undefined && has(inside, below);
  });
}

function identity({ manager, operation, subresource = '', apiVersion }: ManagedFieldsEntry): string {
  return JSON.stringify([manager, operation, subresource, apiVersion]);
}
