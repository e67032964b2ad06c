import type { KubernetesObject, Status } from '@sampan/api';
import { definitionId } from '../kinds/definition-id.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { fromWorking } from '../objects/convert-object.js';
import { readObject } from '../objects/parse-stored.js';
import { encodeProtobuf, type TypeMeta, watchEventFrame } from '../protobuf/encode-protobuf.js';
import { protobufBytes } from '../representation/message-bytes.js';
import { objectBytes } from '../representation/object-bytes.js';
import { partialMetadata, partialMetadataBytes } from '../representation/partial-metadata.js';
import { type IncludeObject, tableOf } from '../representation/table.js';
import type { StoredObject } from '../store/store.js';

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** How a watcher wants objects to be shown. */
export interface FrameFormat {
  readonly resource: ResourceDefinition;
  readonly as: 'Object' | 'Table' | 'PartialObjectMetadata';
  readonly includeObject: IncludeObject;
  /** Whether events are protobuf, each with its length before it, and not lines of JSON. There are no tables then. */
  readonly isProtobuf: boolean;
  /** Tables alone: whether the columns are described. The first event of a watch tells them, the others need not. */
  readonly columns: boolean;
  now(): number;
}

/** Names the format: watchers with the same id can be sent the same bytes. */
export function formatId({ resource, as, includeObject, columns, isProtobuf }: FrameFormat): string {
  const shape = as === 'Table' ? `${includeObject}${columns ? ' with columns' : ''}` : as;
  return `${definitionId(resource)} ${shape}${isProtobuf ? ' protobuf' : ''}`;
}

/** One watch event: `{"type":"ADDED","object":{…}}` and the end of the line, or the frame of a protobuf message. */
export function frameOf(type: EventType, stored: StoredObject, format: FrameFormat): Buffer {
  const { resource, as, isProtobuf } = format;
  if (isProtobuf && as !== 'Table') return watchEventFrame(type, protobufBytes(resource, stored, as));
  return Buffer.concat([starts[type], shownObject(stored, format), end]);
}

/**
 * The event that tells a watcher of an object that no longer matches: the object as it last did, at the revision at
 * which it ceased to.
 */
export function leavingFrame(previous: StoredObject, revision: number, format: FrameFormat): Buffer {
  const object = readObject(format.resource.working, previous);
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  const shown = showObject({ ...object, metadata }, format);
  return eventFrame('DELETED', shown, format);
}

/** A bookmark: nothing happened up to this revision that the watcher was not told of. */
export function bookmarkFrame(revision: number, format: FrameFormat, annotations?: Record<string, string>): Buffer {
  const { resource, as } = format;
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...(annotations && { annotations }) };
  const bare = { kind: resource.kind, apiVersion, metadata };
  const object =
    as === 'Object'
      ? bare
      : as === 'PartialObjectMetadata'
        ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
        : {
            kind: 'Table',
            apiVersion: 'meta.k8s.io/v1',
            metadata: { resourceVersion: String(revision) },
            columnDefinitions: [],
            rows: [{ cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } }],
          };
  return eventFrame('BOOKMARK', object, format);
}

/** An error that ends the watch. */
export function errorFrame(status: Status, format: FrameFormat): Buffer {
  return eventFrame('ERROR', status, format);
}

function eventFrame(type: string, object: TypeMeta, { isProtobuf }: FrameFormat): Buffer {
  if (isProtobuf) return watchEventFrame(type, encodeProtobuf(object));
  return Buffer.from(`${JSON.stringify({ type, object })}\n`);
}

const starts: Record<EventType, Buffer> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};
const end = Buffer.from('}\n');

function shownObject(stored: StoredObject, format: FrameFormat): Buffer {
  if (format.as === 'Object') return objectBytes(format.resource, stored);
  if (format.as === 'PartialObjectMetadata') return partialMetadataBytes(format.resource, stored);
  return Buffer.from(JSON.stringify(showObject(readObject(format.resource.working, stored), format)));
}

/** `object` is of the version that it is worked on in. */
function showObject(object: KubernetesObject, { resource, as, includeObject, columns, now }: FrameFormat): TypeMeta {
  if (as === 'Object') return fromWorking(resource, object);
  if (as === 'PartialObjectMetadata') return partialMetadata(object);
  const { resourceVersion } = object.metadata;
  const table = tableOf(resource, [object], { metadata: { resourceVersion }, includeObject, now: now() });
  return columns ? table : Object.assign(table, { columnDefinitions: null });
}
