import type { Duplex } from 'node:stream';
import type { Clock } from '@sampan/api';
import { probeWhileHeld } from '../probe-while-held.js';
import { frameParser } from './frame-parser.js';
import {
  controlFrame,
  dataFrame,
  type Frame,
  finFlag,
  frameType,
  goAwayStatus,
  resetStatus,
  unidirectionalFlag,
  words,
} from './frames.js';
import { headerReader, headerWriter } from './header-block.js';
import { initialWindow, SendWindows } from './send-windows.js';
import { SpdyStream, type StreamCarrier } from './spdy-stream.js';

export interface SpdySessionOptions {
  /** What carries the frames: a socket, or the messages of a WebSocket. */
  connection: Duplex;
  clock: Clock;
  /** Takes a stream that the client has opened; false resets it. */
  opened(stream: SpdyStream): boolean;
}

type ControlFrame = Frame & { kind: 'control' };

/** Clients that keep no windows are not read from while so much of what they have sent waits to be taken. */
const maxHeldBytes = 8 * 1024 * 1024;
/** Streams take turns: none sends more than this at once. */
const maxPieceBytes = 32 * 1024;
const settingInitialWindow = 7;

/**
 * The server's side of a SPDY/3.1 session. It tells the client what was taken (WINDOW_UPDATE) and keeps to the client's
 * windows where it has any; the frames of all streams share one compression of headers, in the order of the session.
 */
export class SpdySession {
  readonly #options: SpdySessionOptions;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #readHeaders = headerReader();
  readonly #writeHeaders = headerWriter();
  readonly #windows = new SendWindows();
  readonly #gone = new AbortController();
  /** Data that waits for a window. */
  readonly #waiting = new Map<number, { data: Buffer; done: () => void }>();
  /** Bytes taken that the client was not told of yet; 0 is the session's. */
  readonly #taken = new Map<number, number>();
  #lastId = 0;
  #heldBytes = 0;
  #isGoingAway = false;
  #hasRoom: () => void = () => undefined;

  constructor(options: SpdySessionOptions) {
    this.#options = options;
    const { connection } = options;
    connection.on('error', () => connection.destroy());
    connection.once('close', () => this.#closed());
    if (connection.destroyed) this.#closed();
    void this.#read().then(
      () => connection.destroy(),
      () => this.#fail(),
    );
  }

  /** Aborted when the connection is closed, by whichever side. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Lets everything that was written out, then ends the connection. */
  end(status: number = goAwayStatus.ok): void {
    this.#send(controlFrame(frameType.goAway, words(this.#lastId, status)));
    this.#options.connection.end();
  }

  #fail(): void {
    this.end(goAwayStatus.protocolError);
    // Nobody reads on: the client's own end would not be seen.
    this.#options.connection.end(() => this.#options.connection.destroy());
  }

  /** Half a SPDY connection is of no use: one that the client has ended is over. */
  async #read(): Promise<void> {
    const parse = frameParser();
    for await (const chunk of this.#options.connection.iterator({ destroyOnReturn: false })) {
      for (const frame of parse(chunk as Buffer)) await this.#handle(frame);
      if (this.#heldBytes > maxHeldBytes) await this.#untilTaken();
    }
  }

  async #untilTaken(): Promise<void> {
    if (this.gone.aborted) return;
    // No settings at all: unlike a ping they want no answer, which a client that is kept from sending could not give.
    const stop = probeWhileHeld(this.#options.clock, () => this.#send(controlFrame(frameType.settings, words(0))));
    await new Promise<void>((resolve) => {
      this.#hasRoom = resolve;
    });
    stop();
  }

  async #handle(frame: Frame): Promise<void> {
    if (frame.kind === 'data') return this.#data(frame);
    const { type, payload } = frame;
    if (type === frameType.synStream) return this.#open(frame);
    // Blocks that say nothing to us are read all the same: they are part of the compressed stream.
    if (type === frameType.headers || type === frameType.synReply) await this.#readHeaders(payload.subarray(4));
    else if (type === frameType.rstStream) this.#reset(id31(payload, 0));
    else if (type === frameType.settings) this.#settings(payload);
    else if (type === frameType.windowUpdate) this.#windowUpdate(id31(payload, 0), id31(payload, 4));
    else if (type === frameType.goAway) this.#goAway();
    // The client's pings have odd numbers; even ones would be answers to ours, and there are none.
    else if (type === frameType.ping && payload.readUInt32BE(0) % 2 === 1) this.#send(controlFrame(type, payload));
  }

  async #open({ payload, flags }: ControlFrame): Promise<void> {
    const id = id31(payload, 0);
    const headers = await this.#readHeaders(payload.subarray(10));
    if (this.#streams.has(id)) return this.#sendReset(id, resetStatus.streamInUse);
    if (id % 2 === 0 || id <= this.#lastId) throw new Error('the ids of streams are odd and grow');
    if (this.#isGoingAway || !this.#options.connection.writable) return;
    this.#lastId = id;
    // Kubernetes' streams go both ways, all of them.
    if (flags & unidirectionalFlag) return this.#sendReset(id, resetStatus.refusedStream);
    const stream = new SpdyStream({ id, headers, carrier: this.#carrier });
    this.#streams.set(id, stream);
    this.#windows.open(id);
    if (flags & finFlag) stream.receiveEnd();
    this.#send(controlFrame(frameType.synReply, Buffer.concat([words(id), this.#writeHeaders(new Map())])));
    if (!this.#options.opened(stream)) stream.destroy();
  }

  #data({ stream: id, payload, isLast }: Frame & { kind: 'data' }): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) {
      // What was on its way when its stream was reset counts as taken.
      this.#tell(0, payload.length);
      if (id > this.#lastId) this.#sendReset(id, resetStatus.invalidStream);
      return;
    }
    this.#heldBytes += payload.length;
    stream.receive(payload);
    if (isLast) stream.receiveEnd();
  }

  /** The client's word that a stream is over is not answered with ours. */
  #reset(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    stream?.destroy();
  }

  #settings(payload: Buffer): void {
    for (let left = payload.readUInt32BE(0), at = 4; left > 0; left--, at += 8) {
      if (payload.readUIntBE(at + 1, 3) === settingInitialWindow) this.#windows.setInitial(id31(payload, at + 4));
    }
    this.#sendWaiting();
  }

  #windowUpdate(id: number, bytes: number): void {
    const isWithinBounds = this.#windows.credit(id, bytes);
    if (!isWithinBounds && id === 0) throw new Error('the window of the session overflows');
    if (!isWithinBounds) {
      this.#sendReset(id, resetStatus.flowControlError);
      this.#reset(id);
    }
    this.#sendWaiting();
  }

  #goAway(): void {
    this.#isGoingAway = true;
    if (this.#streams.size === 0) this.#options.connection.end();
  }

  readonly #carrier: StreamCarrier = {
    send: (id, data, done) => {
      this.#waiting.set(id, { data, done });
      this.#sendPieces(id);
    },
    sendEnd: (id, done) => this.#send(dataFrame(id, Buffer.alloc(0), true), done),
    consumed: (id, bytes) => {
      this.#heldBytes -= bytes;
      this.#tell(0, bytes);
      if (this.#streams.has(id)) this.#tell(id, bytes);
      if (this.#heldBytes <= maxHeldBytes / 2) this.#hasRoom();
    },
    closed: (id, isWhole) => {
      const wasOpen = this.#streams.delete(id);
      this.#windows.close(id);
      this.#taken.delete(id);
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      waiting?.done();
      if (wasOpen && !isWhole) this.#sendReset(id, resetStatus.cancel);
      if (this.#isGoingAway && this.#streams.size === 0) this.#options.connection.end();
    },
  };

  #sendWaiting(): void {
    for (const id of [...this.#waiting.keys()]) this.#sendPieces(id);
  }

  /** Sends as much of what waits as the windows let through; the writer hears of it with the last piece. */
  #sendPieces(id: number): void {
    for (let waiting = this.#waiting.get(id); waiting !== undefined; waiting = this.#waiting.get(id)) {
      const piece = waiting.data.subarray(0, Math.min(this.#windows.room(id), maxPieceBytes));
      if (piece.length === 0 && waiting.data.length > 0) return;
      this.#windows.spend(id, piece.length);
      waiting.data = waiting.data.subarray(piece.length);
      const isLast = waiting.data.length === 0;
      if (isLast) this.#waiting.delete(id);
      this.#send(dataFrame(id, piece, false), isLast ? waiting.done : undefined);
    }
  }

  /** Gives back windows in halves, as most implementations do. */
  #tell(id: number, bytes: number): void {
    const taken = (this.#taken.get(id) ?? 0) + bytes;
    const isDue = taken >= initialWindow / 2;
    this.#taken.set(id, isDue ? 0 : taken);
    if (isDue) this.#send(controlFrame(frameType.windowUpdate, words(id, taken)));
  }

  #sendReset(id: number, status: number): void {
    this.#send(controlFrame(frameType.rstStream, words(id, status)));
  }

  #send(frame: Buffer, done: () => void = () => undefined): void {
    const { connection } = this.#options;
    // Whoever waits hears of the end by the closing of its stream.
    if (connection.writable) connection.write(frame, () => done());
    else done();
  }

  #closed(): void {
    this.#gone.abort();
    this.#readHeaders.close();
    for (const stream of [...this.#streams.values()]) stream.destroy();
    this.#hasRoom();
  }
}

function id31(payload: Buffer, offset: number): number {
  return payload.readUInt32BE(offset) & 0x7fffffff;
}
