import { Duplex } from 'node:stream';
import { controlFrame, dataFrame, type Frame, finFlag, frameParser, frameType } from './frames.js';
import { type Headers, headerReader, headerWriter } from './header-block.js';

/** A stream that the client has opened: what it says is read, what is written goes to it. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  readonly duplex: Duplex;
}

/**
 * The server's side of a SPDY/3.1 session over any connection. Windows are not kept: Kubernetes' clients do not keep
 * theirs either, and the connection below holds back who sends too fast.
 */
export class SpdySession {
  readonly #connection: Duplex;
  readonly #streams = new Map<number, Duplex>();
  readonly #readHeaders = headerReader();
  readonly #writeHeaders = headerWriter();
  readonly #opened: (stream: SpdyStream) => void;

  constructor(connection: Duplex, opened: (stream: SpdyStream) => void) {
    this.#connection = connection;
    this.#opened = opened;
    connection.on('error', () => connection.destroy());
    connection.once('close', () => {
      for (const stream of this.#streams.values()) stream.destroy();
    });
    void this.#read().catch(() => connection.destroy());
  }

  /** Lets everything that was written out, then ends the connection. */
  end(): void {
    this.#connection.end();
  }

  onClose(listener: () => void): void {
    this.#connection.once('close', listener);
  }

  async #read(): Promise<void> {
    const parse = frameParser();
    for await (const chunk of this.#connection) for (const frame of parse(chunk as Buffer)) await this.#handle(frame);
    for (const stream of this.#streams.values()) stream.push(null);
  }

  async #handle(frame: Frame): Promise<void> {
    if (frame.kind === 'data') return this.#data(frame);
    const { type, payload } = frame;
    if (type === frameType.synStream) return this.#open(frame);
    if (type === frameType.ping) this.#send(controlFrame(frameType.ping, payload));
    else if (type === frameType.rstStream) this.#drop(payload.readUInt32BE(0));
    else if (type === frameType.headers || type === frameType.synReply) await this.#readHeaders(payload.subarray(4));
  }

  async #open({ payload, flags }: Frame): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#readHeaders(payload.subarray(10));
    const duplex = this.#duplex(id);
    this.#streams.set(id, duplex);
    const streamId = Buffer.alloc(4);
    streamId.writeUInt32BE(id);
    this.#send(controlFrame(frameType.synReply, Buffer.concat([streamId, this.#writeHeaders(new Map())])));
    if (flags & finFlag) duplex.push(null);
    this.#opened({ id, headers, duplex });
  }

  async #data({ stream, payload, flags }: Frame & { kind: 'data' }): Promise<void> {
    const duplex = this.#streams.get(stream);
    if (duplex === undefined || duplex.destroyed) return;
    if (payload.length > 0) duplex.push(payload);
    if (flags & finFlag) duplex.push(null);
  }

  #duplex(id: number): Duplex {
    const duplex = new Duplex({
      allowHalfOpen: true,
      read: () => undefined,
      write: (data: Buffer, _encoding, done) => this.#send(dataFrame(id, data, false), done),
      final: (done) => this.#send(dataFrame(id, Buffer.alloc(0), true), done),
    });
    duplex.on('error', () => undefined);
    duplex.once('close', () => this.#streams.delete(id));
    return duplex;
  }

  #drop(id: number): void {
    this.#streams.get(id & 0x7fffffff)?.destroy();
  }

  #send(frame: Buffer, done: (error?: Error | null) => void = () => undefined): void {
    if (this.#connection.writable) this.#connection.write(frame, done);
    else done();
  }
}
