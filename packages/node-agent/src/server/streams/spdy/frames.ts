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
/** On a SYN_STREAM: nothing is sent back on this stream. */
export const unidirectionalFlag = 2;

/** Why a stream is reset (RST_STREAM). */
export const resetStatus = {
  invalidStream: 2,
  refusedStream: 3,
  cancel: 5,
  flowControlError: 7,
  streamInUse: 8,
} as const;

/** Why a session is ended (GOAWAY). */
export const goAwayStatus = { ok: 0, protocolError: 1 } as const;

/** A control frame as a whole, or as much of a data frame as has come: `isLast` with the last of a stream's data. */
export type Frame =
  | { kind: 'data'; stream: number; isLast: boolean; payload: Buffer }
  | { kind: 'control'; type: number; flags: number; payload: Buffer };

export const headLength = 8;

export function dataFrame(stream: number, payload: Buffer, isLast: boolean): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt32BE(stream & 0x7fffffff, 0);
  return finish(head, isLast ? finFlag : 0, payload);
}

export function controlFrame(type: number, payload: Buffer, flags = 0): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  return finish(head, flags, payload);
}

/** Numbers of 32 bits, one after the other: what most control frames are made of. */
export function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, 4 * index);
  return buffer;
}

function finish(head: Buffer, flags: number, payload: Buffer): Buffer {
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}
