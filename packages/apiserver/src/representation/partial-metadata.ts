import type { KubernetesObject, PartialObjectMetadata } from '@sampan/api';
import { readAsStored } from '../objects/parse-stored.js';
import type { StoredObject } from '../store/store.js';
import { derivedBytes } from './object-bytes.js';

/** An object, reduced to its metadata. */
export function partialMetadata({ metadata }: KubernetesObject): PartialObjectMetadata {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** The JSON of a stored object's metadata, as PartialObjectMetadata. */
export function partialMetadataBytes(stored: StoredObject): Buffer {
  return derivedBytes(stored, 'PartialObjectMetadata', () => partialMetadata(readAsStored(stored)));
}
