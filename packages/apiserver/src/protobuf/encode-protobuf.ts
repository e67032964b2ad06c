import { failureStatus, gvkOf, type KubernetesObject, StatusError } from '@sampan/api';
import { encodeMessage } from './encode-message.js';
import { WireWriter } from './wire-writer.js';

/** What every protobuf body of Kubernetes begins with. */
const magic = Buffer.from('k8s\0');

const wire = new WireWriter();

/** What says which message is in an envelope; discovery documents of old have no version. */
export type TypeMeta = Pick<KubernetesObject, 'kind'> & Partial<Pick<KubernetesObject, 'apiVersion'>>;

/** A body of `application/vnd.kubernetes.protobuf`. Throws 406 for kinds that have no message. */
export function encodeProtobuf(object: TypeMeta): Buffer {
  return Buffer.concat(envelope(object, [messageOf(object)]));
}

/** The message of an object, without what is around it. Throws 406 for kinds that have none. */
export function messageOf(object: TypeMeta): Buffer {
  const { kind, apiVersion } = object;
  const gvk = gvkOf({ kind, apiVersion: apiVersion || 'v1' });
  const message = encodeMessage(gvk, object);
  if (message !== undefined) return message;
  throw new StatusError(
    failureStatus(406, 'NotAcceptable', {
      message: `object *${gvk.version}.${kind} does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message`,
    }),
  );
}

/**
 * What is around a message, which may be in many parts: `runtime.Unknown {typeMeta = 1, raw = 2, contentEncoding = 3,
 * contentType = 4}`.
 */
export function envelope({ apiVersion = '', kind }: TypeMeta, message: readonly Buffer[]): Buffer[] {
  wire.message(1, () => {
    wire.string(2, kind);
    wire.string(1, apiVersion);
  });
  const typeMeta = wire.take();
  const length = message.reduce((sum, part) => sum + part.length, 0);
  return [magic, typeMeta, wire.head(2, length), ...message, envelopeEnd];
}

const envelopeEnd = Buffer.from('1a002200', 'hex');

/** The field of a list in which its metadata is: all lists are `{metadata = 1, repeated items = 2}`. */
export function listMetaField(metadata: object): Buffer {
  wire.bytes(1, encodeMessage({ group: '', version: 'v1', kind: 'ListMeta' }, metadata) ?? Buffer.alloc(0));
  return wire.take();
}

/** What comes before the message of an item in a list. */
export function itemHead(message: Buffer): Buffer {
  return wire.head(2, message.length);
}

/** `WatchEvent {type = 1, object = 2}` as a frame: its length before it, in four bytes, the highest first. */
export function watchEventFrame(type: string, body: Buffer): Buffer {
  wire.message(2, () => wire.bytes(1, body));
  wire.string(1, type);
  const event = wire.take();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}
