/** The frames of SPDY/3.1 that Kubernetes' streams use. */
export const frameType = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

export const finFlag = 1;

export type Frame =
  | { kind: 'data'; stream: number; flags: number; payload: Buffer }
  | { kind: 'control'; type: number; flags: number; payload: Buffer };

const headLength = 8;
/** Longer frames than this are nobody's honest traffic. */
const maxPayload = 16 * 1024 * 1024 - 1;

/** Cuts bytes into frames: give it chunks as they come. */
export function frameParser(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      if (rest.length < headLength) return frames;
      const length = rest.readUIntBE(5, 3);
      if (rest.length < headLength + length) return frames;
      frames.push(parse(rest, length));
      rest = rest.subarray(headLength + length);
    }
  };
}

function parse(data: Buffer, length: number): Frame {
  const payload = data.subarray(headLength, headLength + length);
  const flags = data[4] as number;
  const first = data.readUInt32BE(0);
  if (first >>> 31 === 1) return { kind: 'control', type: first & 0xffff, flags, payload };
  return { kind: 'data', stream: first, flags, payload };
}

export function dataFrame(stream: number, payload: Buffer, isLast: boolean): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt32BE(stream & 0x7fffffff, 0);
  return finish(head, isLast ? finFlag : 0, payload);
}

export function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  return finish(head, 0, payload);
}

function finish(head: Buffer, flags: number, payload: Buffer): Buffer {
  if (payload.length > maxPayload) throw new Error('a frame cannot be that long');
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}
