import type { UnstructuredObject } from '@sampan/api';
import { contentHash } from '../commands/create/content-hash.js';
import { compactJson } from '../printers/json.js';
import { type Resource, rememberId } from './resource.js';

/** Ends the names of generated resources with a hash of their contents, as `create --append-hash` does. */
export function hashNames(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const { metadata } = resource.object;
    rememberId(resource);
    const name = `${metadata.name ?? ''}-${contentHash(hashedText(resource.object))}`;
    resource.object = { ...resource.object, metadata: { ...metadata, name } };
  }
}

/**
 * What counts in a hash: of ConfigMaps and Secrets what they hold, of everything else all there is. Kustomize counts them
 * without their names, so that the same content has the same hash everywhere.
 */
function hashedText(object: UnstructuredObject): string {
  const { kind, data = '', binaryData, stringData, type = '' } = object;
  const name = '';
  if (kind === 'ConfigMap') return compactJson({ kind, name, data, ...(binaryData !== undefined && { binaryData }) });
  if (kind === 'Secret')
    return compactJson({ kind, type, name, data, ...(stringData !== undefined && { stringData }) });
  return compactJson(object);
}
