import type { KubernetesObject, PartialObjectMetadata } from '@sampan/api';
import { definitionId } from '../kinds/definition-id.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { readObject } from '../objects/parse-stored.js';
import type { StoredObject } from '../store/store.js';
import { derivedBytes, jsonOf } from './object-bytes.js';

/** An object, reduced to its metadata. */
export function partialMetadata({ metadata }: KubernetesObject): PartialObjectMetadata {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** The JSON of a stored object's metadata, as PartialObjectMetadata. */
export function partialMetadataBytes(resource: ResourceDefinition, stored: StoredObject): Buffer {
  const form = `${definitionId(resource)} PartialObjectMetadata`;
  return derivedBytes(stored, form, () => jsonOf(partialMetadata(readObject(resource, stored))));
}
