import { type FieldError, field, type KubernetesObject, type ObjectMeta } from '@sampan/api';
import { validateMetadataMaps } from './validate-metadata.js';

/** Fills in what an update may leave out, from the object as it is (`ValidateObjectMetaUpdate`'s allowances). */
export function carryMetadata(object: KubernetesObject, old: KubernetesObject): void {
  const { metadata } = object;
  metadata.name ||= old.metadata.name;
  metadata.namespace ||= old.metadata.namespace;
  metadata.uid ||= old.metadata.uid;
  metadata.creationTimestamp = old.metadata.creationTimestamp;
  metadata.generation = old.metadata.generation;
  metadata.deletionTimestamp ??= old.metadata.deletionTimestamp;
  metadata.deletionGracePeriodSeconds ??= old.metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  for (const part of ['namespace', 'generation', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (metadata[part] === undefined) delete metadata[part];
  }
}

const immutableParts = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What an update may not change in metadata, and what it may not become (`ValidateObjectMetaUpdate`). */
export function validateMetadataUpdate(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const added = (metadata.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
    if (added.length > 0) {
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${formatStrings(added)}`;
      errors.push(field.forbidden('metadata.finalizers', detail));
    }
  }
  for (const part of immutableParts) {
    if (metadata[part] !== old[part]) {
      errors.push(field.invalid(`metadata.${part}`, metadata[part], 'field is immutable'));
    }
  }
  return [...errors, ...validateMetadataMaps(metadata)];
}

/** As Go prints `%#v` of a string slice. */
function formatStrings(values: string[]): string {
  return `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
}
