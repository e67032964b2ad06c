import type { ResponseBody } from '../pipeline/api-response.js';

/** So many bytes are encoded before others have a turn. */
const portionBytes = 32 * 1024;
/** Up to this size an answer is put together at once. */
const smallBytes = 64 * 1024;

/**
 * A body of pieces that take a while to make: others have their turns in between. An empty piece is one that was made for
 * nothing; `leastBytes` is what each one counts for at least, however short it is.
 */
export async function joinPieces(pieces: Iterable<string>, leastBytes = 0): Promise<ResponseBody> {
  const parts: Buffer[] = [];
  let length = 0;
  let portion: string[] = [];
  let portionLength = 0;
  const take = () => {
    const part = Buffer.from(portion.join(''));
    parts.push(part);
    length += part.length;
    portion = [];
    portionLength = 0;
  };
  for (const piece of pieces) {
    portion.push(piece);
    portionLength += Math.max(piece.length, leastBytes);
    if (portionLength < portionBytes) continue;
    take();
    await new Promise((resolve) => setImmediate(resolve));
  }
  take();
  return length > smallBytes ? { type: 'parts', length, parts } : Buffer.concat(parts, length);
}
