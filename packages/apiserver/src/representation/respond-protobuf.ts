import type { ListMeta } from '@sampan/api';
import { type ApiResponse, protobuf } from '../pipeline/api-response.js';
import { encodeProtobuf, envelope, itemHead, listMetaField, type TypeMeta } from '../protobuf/encode-protobuf.js';

/** Any object of a built-in kind. Throws 406 for what has no message. */
export function respondProtobuf(status: number, object: TypeMeta): ApiResponse {
  return protobuf(status, encodeProtobuf(object));
}

/** So many bytes are encoded before others have a turn. */
const portionBytes = 32 * 1024;
/** However short the message of an item is, the item may have to be read from its bytes. */
const itemBytes = 256;

/** A list of messages that take a while to make: others have their turns in between. */
export async function respondProtobufList(
  typeMeta: TypeMeta,
  metadata: ListMeta,
  messages: Iterable<Buffer>,
): Promise<ApiResponse> {
  const fields = [listMetaField(metadata)];
  let portion = 0;
  for (const message of messages) {
    fields.push(itemHead(message), message);
    portion += Math.max(message.length, itemBytes);
    if (portion < portionBytes) continue;
    portion = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const parts = envelope(typeMeta, fields);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return { ...protobuf(200, Buffer.alloc(0)), body: { type: 'parts', length, parts } };
}
