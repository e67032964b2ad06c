import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/define-resource.js';
import { definitionId } from '../kinds/definition-id.js';
import { fromWorking } from '../objects/convert-object.js';
import { readObject } from '../objects/parse-stored.js';
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
  /** Tables alone: whether the columns are described. The first event of a watch tells them, the others need not. */
  readonly columns: boolean;
  now(): number;
}

/** Names the format: watchers with the same id can be sent the same bytes. */
export function formatId({ resource, as, includeObject, columns }: FrameFormat): string {
  const shape = as === 'Table' ? `${includeObject}${columns ? ' with columns' : ''}` : as;
  return `${definitionId(resource)} ${shape}`;
}

/** One watch event: `{"type":"ADDED","object":{…}}` and the end of the line. */
export function frameOf(type: EventType, stored: StoredObject, format: FrameFormat): Buffer {
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
  return Buffer.concat([starts.DELETED, Buffer.from(JSON.stringify(shown)), end]);
}

/** A bookmark: nothing happened up to this revision that the watcher was not told of. */
export function bookmarkFrame(revision: number, { resource, as }: FrameFormat, annotations?: Record<string, string>) {
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
  return Buffer.from(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
}

/** An error that ends the watch. */
export function errorFrame(status: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
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
function showObject(object: KubernetesObject, { resource, as, includeObject, columns, now }: FrameFormat): unknown {
  if (as === 'Object') return fromWorking(resource, object);
  if (as === 'PartialObjectMetadata') return partialMetadata(object);
  const { resourceVersion } = object.metadata;
  const table = tableOf(resource, [object], { metadata: { resourceVersion }, includeObject, now: now() });
  return columns ? table : { ...table, columnDefinitions: null };
}
