import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { frameParser } from '../server/streams/spdy/frame-parser.js';
import { controlFrame, dataFrame, type Frame, frameType, words } from '../server/streams/spdy/frames.js';
import { headerWriter } from '../server/streams/spdy/header-block.js';

/** What a client of streams says, byte by byte: tests decide where it stops. */
export interface RawRequest {
  server: string;
  token: string;
  path: string;
  headers?: Record<string, string>;
}

/** The head of a request, as it goes over the wire. */
export function requestHead({ server, token, path, headers = {} }: RawRequest): Buffer {
  const all = { host: new URL(server).host, authorization: `Bearer ${token}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
}

export const spdyUpgrade = (protocol: string) => ({
  connection: 'Upgrade',
  upgrade: 'SPDY/3.1',
  'x-stream-protocol-version': protocol,
});

export const webSocketUpgrade = (protocol: string) => ({
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-protocol': protocol,
});

/** A binary message of a WebSocket client: masked, with a mask that changes nothing. */
export function message(payload: Buffer): Buffer {
  const head = Buffer.from([0x82, 0xfe, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Frames that open streams, one compression for all of them: ids are 1, 3, 5 … */
export function streamOpener(): (headers: Record<string, string>) => Buffer {
  const write = headerWriter();
  let id = -1;
  return (headers) => {
    id += 2;
    const block = write(new Map(Object.entries(headers)));
    return controlFrame(frameType.synStream, Buffer.concat([words(id, 0), Buffer.alloc(2), block]));
  };
}

/** The client's side of a SPDY session with the agent. */
export interface SpdyClient {
  readonly socket: Socket;
  open(headers: Record<string, string>): void;
  data(stream: number, text: string | Buffer, isLast?: boolean): void;
  send(frame: Buffer): void;
  /** All frames so far. */
  frames(): readonly Frame[];
  /** The data of a stream so far. */
  text(stream: number): string;
  /** Resolves once `holds`; frames that come are what makes it look again. */
  until(holds: () => boolean): Promise<void>;
}

export async function spdyClient(request: RawRequest): Promise<SpdyClient> {
  const { hostname, port } = new URL(request.server);
  const socket = connect(Number(port), hostname);
  socket.write(requestHead(request));
  const frames: Frame[] = [];
  const parse = frameParser();
  let head = Buffer.alloc(0);
  let isOpen = false;
  const looks = new Set<() => void>();
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (!isOpen) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      isOpen = true;
      rest = head.subarray(end + 4);
      socket.emit('opened', head.toString('latin1', 0, end));
    }
    frames.push(...parse(rest));
    for (const look of looks) look();
  });
  const [answer] = (await once(socket, 'opened')) as [string];
  if (!answer.startsWith('HTTP/1.1 101')) throw new Error(answer);
  const open = streamOpener();
  return {
    socket,
    open: (headers) => void socket.write(open(headers)),
    data: (stream, text, isLast = false) => void socket.write(dataFrame(stream, Buffer.from(text), isLast)),
    send: (frame) => void socket.write(frame),
    frames: () => frames,
    text: (stream) =>
      Buffer.concat(
        frames.flatMap((frame) => (frame.kind === 'data' && frame.stream === stream ? [frame.payload] : [])),
      ).toString('utf8'),
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds()) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
  };
}
