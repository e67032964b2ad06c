import { formatApiVersion, type ListMeta } from '@sampan/api';
import { convertAhead, readObject } from '../objects/parse-stored.js';
import type { ApiResponse, ResponseBody } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import type { StoredObject } from '../store/store.js';
import { messageBytes } from './message-bytes.js';
import { bytesAfterKind, objectBytes } from './object-bytes.js';
import { partialMetadataBytes } from './partial-metadata.js';
import { respondElements } from './respond-elements.js';
import { respondProtobufList } from './respond-protobuf.js';
import { includeObjectOf, rowsOf, tableHead } from './table.js';

/** One page of a list. */
export interface Page {
  readonly items: readonly StoredObject[];
  /** Absent for what is not stored. */
  readonly revision?: number;
  /** Empty on the last page. */
  readonly continueToken: string;
  readonly remaining: number | undefined;
}

/** A list in the form that the client asked for: the stored bytes, joined, wherever that will do. */
export function respondList(request: ResourceRequest, page: Page): ApiResponse | Promise<ApiResponse> {
  const { resource, representation, server } = request;
  const converting = convertAhead(resource, page.items);
  if (converting !== undefined) return converting.then(() => respondList(request, page));
  const metadata = listMeta(page);
  if (representation.as === 'Table') {
    const objects = mapEach(page.items, (item) => readObject(resource.working, item));
    const rows = rowsOf(resource, objects, { includeObject: includeObjectOf(request), now: server.clock.now() });
    return respondElements(representation, { head: tableHead(resource, { metadata }), field: 'rows', elements: rows });
  }
  const partial = representation.as === 'PartialObjectMetadata';
  const kind = partial ? 'PartialObjectMetadataList' : resource.listKind;
  const apiVersion = partial ? 'meta.k8s.io/v1' : formatApiVersion(resource);
  if (representation.mediaType === 'application/vnd.kubernetes.protobuf') {
    const { as } = representation;
    return respondProtobufList(
      { kind, apiVersion },
      metadata,
      mapEach(page.items, (item) => messageBytes(resource, item, as)),
    );
  }
  const isBare = resource.isBuiltIn && !partial;
  const ownBytes = isBare ? bytesAfterKind : objectBytes;
  const bytes = (item: StoredObject) => (partial ? partialMetadataBytes(resource, item) : ownBytes(resource, item));
  if (representation.mediaType === 'application/yaml' || representation.pretty) {
    const start = isBare ? '{' : '';
    const elements = mapEach(page.items, (item): unknown => JSON.parse(`${start}${bytes(item)}`));
    return respondElements(representation, { head: { kind, apiVersion, metadata }, field: 'items', elements });
  }
  const items = page.items.map(bytes);
  const head = `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
  return joined(Buffer.from(head), items, isBare ? openBrace : nothing);
}

/** One after the other, when it is asked for. */
function* mapEach<T, U>(items: Iterable<T>, map: (item: T) => U): Generator<U> {
  for (const item of items) yield map(item);
}

/** Up to this size a list is joined at once. */
const smallBytes = 64 * 1024;

const comma = Buffer.from(',');
/** What comes before each item. */
const openBrace = Buffer.from('{');
const nothing = Buffer.alloc(0);
const tail = Buffer.from(']}\n');

function listMeta({ revision, continueToken, remaining }: Page): ListMeta {
  const metadata: ListMeta = revision === undefined ? {} : { resourceVersion: String(revision) };
  if (continueToken !== '') metadata.continue = continueToken;
  if (remaining !== undefined && remaining > 0) metadata.remainingItemCount = remaining;
  return metadata;
}

function joined(head: Buffer, items: readonly Buffer[], start: Buffer): ApiResponse {
  let length = head.length + tail.length + Math.max(items.length - 1, 0) + items.length * start.length;
  for (const item of items) length += item.length;
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  const parts = interleave(head, items, start);
  const body: ResponseBody = length > smallBytes ? { type: 'parts', length, parts } : Buffer.concat([...parts], length);
  return { status: 200, headers, body };
}

function* interleave(head: Buffer, items: readonly Buffer[], start: Buffer): Generator<Buffer> {
  const next = Buffer.concat([comma, start]);
  yield head;
  for (let index = 0; index < items.length; index++) {
    yield index > 0 ? next : start;
    yield items[index] as Buffer;
  }
  yield tail;
}
