import { type Frame, finFlag, headLength } from './frames.js';

/** Header blocks of Kubernetes' streams take some hundred bytes. */
const maxControlBytes = 64 * 1024;

interface OpenFrame {
  head: Buffer;
  /** Bytes of the payload that have not come yet. */
  left: number;
  /** What has come of a control frame. */
  pieces: Buffer[];
}

/**
 * Cuts bytes into frames: give it chunks as they come. Data is handed on in the pieces in which it comes, so that a
 * large frame costs no memory; control frames are bounded. Throws for what is no SPDY/3.
 */
export function frameParser(): (chunk: Buffer) => Generator<Frame> {
  let head: Buffer = Buffer.alloc(0);
  let open: OpenFrame | undefined;
  return function* parse(chunk) {
    let rest = chunk;
    while (rest.length > 0) {
      if (open === undefined) {
        const missing = headLength - head.length;
        head = Buffer.concat([head, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (head.length < headLength) return;
        open = begin(head);
        head = Buffer.alloc(0);
      }
      const piece = rest.subarray(0, open.left);
      rest = rest.subarray(piece.length);
      open.left -= piece.length;
      const current: OpenFrame = open;
      if (current.left === 0) open = undefined;
      const frame = take(current, piece);
      if (frame !== undefined) yield frame;
    }
  };
}

function begin(head: Buffer): OpenFrame {
  const length = head.readUIntBE(5, 3);
  if (isControl(head)) {
    if ((head.readUInt16BE(0) & 0x7fff) !== 3) throw new Error('the peer speaks another version of SPDY');
    if (length > maxControlBytes) throw new Error('a control frame is too long');
  }
  return { head, left: length, pieces: [] };
}

/** The frame that is there with this piece; of a control frame only the whole one is. */
function take({ head, left, pieces }: OpenFrame, piece: Buffer): Frame | undefined {
  const flags = head[4] as number;
  if (!isControl(head)) {
    const isLast = left === 0 && (flags & finFlag) !== 0;
    return piece.length > 0 || isLast
      ? { kind: 'data', stream: head.readUInt32BE(0), isLast, payload: piece }
      : undefined;
  }
  pieces.push(piece);
  if (left > 0) return undefined;
  return { kind: 'control', type: head.readUInt16BE(2), flags, payload: Buffer.concat(pieces) };
}

function isControl(head: Buffer): boolean {
  return ((head[0] as number) & 0x80) !== 0;
}
