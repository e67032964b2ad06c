import { formatApiVersion } from '@sampan/api';
import { definitionId } from '../kinds/definition-id.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { readObject } from '../objects/parse-stored.js';
import { envelope, messageOf, type TypeMeta } from '../protobuf/encode-protobuf.js';
import type { StoredObject } from '../store/store.js';
import { derivedBytes } from './object-bytes.js';
import { partialMetadata } from './partial-metadata.js';

/** The shapes that have a message. */
export type MessageShape = 'Object' | 'PartialObjectMetadata';

/** The protobuf message of a stored object in the version of `resource`, without what is around it. */
export function messageBytes(resource: ResourceDefinition, stored: StoredObject, as: MessageShape): Buffer {
  return derivedBytes(stored, `${definitionId(resource)} message ${as}`, () => {
    const object = readObject(resource, stored);
    return messageOf(as === 'Object' ? object : partialMetadata(object));
  });
}

/** A stored object as a protobuf body. */
export function protobufBytes(resource: ResourceDefinition, stored: StoredObject, as: MessageShape): Buffer {
  const message = messageBytes(resource, stored, as);
  return Buffer.concat(envelope(as === 'Object' ? typeMetaOf(resource) : partialTypeMeta, [message]));
}

function typeMetaOf(resource: ResourceDefinition): TypeMeta {
  return { kind: resource.kind, apiVersion: formatApiVersion(resource) };
}

const partialTypeMeta: TypeMeta = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
