import { Duplex } from 'node:stream';
import type { Headers } from './header-block.js';

/** What a stream needs of its session. */
export interface StreamCarrier {
  /** Sends data; calls `done` when it is on its way. */
  send(id: number, data: Buffer, done: () => void): void;
  sendEnd(id: number, done: () => void): void;
  /** So many bytes that the peer has sent have been taken. */
  consumed(id: number, bytes: number): void;
  /** The stream is over; `isWhole` unless it was broken off. */
  closed(id: number, isWhole: boolean): void;
}

export interface SpdyStreamOptions {
  id: number;
  headers: Headers;
  carrier: StreamCarrier;
}

/** A stream that the client has opened: what it says is read, what is written goes to it. Destroying it resets it. */
export class SpdyStream extends Duplex {
  readonly id: number;
  readonly headers: Headers;
  readonly #carrier: StreamCarrier;
  /** What nobody has asked for yet. */
  #received: Buffer[] = [];
  #hasEnded = false;
  #isWanted = false;

  constructor({ id, headers, carrier }: SpdyStreamOptions) {
    super({ allowHalfOpen: true });
    this.id = id;
    this.headers = headers;
    this.#carrier = carrier;
    this.on('error', () => undefined);
  }

  /** The session hands over what has come. */
  receive(data: Buffer): void {
    if (data.length > 0) this.#received.push(data);
    if (this.#isWanted) this.#hand();
  }

  receiveEnd(): void {
    this.#hasEnded = true;
    if (this.#isWanted || this.#received.length === 0) this.#hand();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#hand();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#carrier.send(this.id, data, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#carrier.sendEnd(this.id, () => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const left = this.#received.reduce((sum, { length }) => sum + length, 0);
    this.#received = [];
    this.#carrier.consumed(this.id, left);
    this.#carrier.closed(this.id, this.#hasEnded && this.writableFinished);
    done(error);
  }

  #hand(): void {
    while (this.#received.length > 0 && this.#isWanted) {
      const data = this.#received.shift() as Buffer;
      this.#isWanted = this.push(data);
      this.#carrier.consumed(this.id, data.length);
    }
    if (this.#received.length === 0 && this.#hasEnded && !this.readableEnded) this.push(null);
  }
}
