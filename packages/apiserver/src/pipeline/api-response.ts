import type { Duplex } from 'node:stream';

/** What the pipeline answers; sent by whoever called it. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: ResponseBody;
}

/**
 * Bytes that are all there, parts that are sent one after the other, a stream that runs until it ends, or somebody who
 * takes over the connection.
 */
export type ResponseBody = Buffer | ResponseParts | ResponseStream | ResponseHijack;

/** A body of known length in many parts: they are copied and sent in steps, as the client takes them. */
export interface ResponseParts {
  readonly type: 'parts';
  readonly length: number;
  readonly parts: Iterable<Buffer>;
}

/** A body that is written as things happen (watches, logs). `start` is called once the headers are out. */
export interface ResponseStream {
  readonly type: 'stream';
  start(sink: ResponseSink): void;
}

/** An upgrade: once the head of the answer is out, the connection belongs to somebody else. For requests with `upgrade` alone. */
export interface ResponseHijack {
  readonly type: 'hijack';
  /** `head`: what the client has sent already. The connection may have ended meanwhile. */
  takeOver(connection: Duplex, head: Buffer): void;
}

/** Whether something goes on after the answer began. */
export function runsOn({ body }: ApiResponse): boolean {
  return 'type' in body && body.type !== 'parts';
}

/** Where a stream writes to. */
export interface ResponseSink {
  /** Bytes that were written, and that the client has not taken yet. */
  readonly pending: number;
  write(bytes: Buffer): void;
  /** Calls back once, when the client has taken what was written. */
  onDrain(callback: () => void): void;
  /** Calls back once, when the client has gone or the stream has ended. */
  onClose(callback: () => void): void;
  end(): void;
  /** Drops the connection: the client sees that the stream is not complete. */
  destroy(): void;
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };

/** A JSON response of bytes that are ready to be sent. */
export function jsonBytes(status: number, body: Buffer): ApiResponse {
  return { status, headers: { ...jsonHeaders }, body };
}

/** A JSON response. */
export function json(status: number, value: unknown): ApiResponse {
  return jsonBytes(status, Buffer.from(`${JSON.stringify(value)}\n`));
}

/** A JSON response for people to read. */
export function indentedJson(status: number, value: unknown): ApiResponse {
  return jsonBytes(status, Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
}

/** A YAML response. */
export function yaml(status: number, body: Buffer): ApiResponse {
  return { status, headers: { ...jsonHeaders, 'content-type': 'application/yaml' }, body };
}

/** A protobuf response. */
export function protobuf(status: number, body: Buffer): ApiResponse {
  return { status, headers: { ...jsonHeaders, 'content-type': 'application/vnd.kubernetes.protobuf' }, body };
}

/** A plain text response. */
export function text(status: number, value: string): ApiResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private' };
  return { status, headers: { ...headers, 'x-content-type-options': 'nosniff' }, body: Buffer.from(value) };
}
