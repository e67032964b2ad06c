import type { ResponseParts } from '../pipeline/api-response.js';

/** Large bodies are copied and sent in pieces of this size, so that others get their turn in between. */
const pieceBytes = 512 * 1024;

/** A body in few large pieces, each copied together from as many parts as fit. */
export function* piecesOf({ length, parts }: ResponseParts): Generator<Buffer> {
  let left = length;
  let piece = Buffer.allocUnsafe(Math.min(left, pieceBytes));
  let filled = 0;
  for (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const copied = part.copy(piece, filled, taken);
      taken += copied;
      filled += copied;
      if (filled < piece.length) continue;
      left -= filled;
      yield piece;
      piece = Buffer.allocUnsafe(Math.min(left, pieceBytes));
      filled = 0;
    }
  }
}
