const newline = 0x0a;

/**
 * The lines of a stream of chunks, without their ends. Chunks that hold no end are kept as they are and joined once,
 * so that a long line costs its length and not its square.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      const line = decode(pending);
      pending = [];
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  const rest = decode(pending);
  if (rest !== '') yield rest;
}

function decode(parts: readonly Uint8Array[]): string {
  const [first, ...others] = parts;
  if (first === undefined) return '';
  const whole = others.length === 0 ? first : Buffer.concat(parts);
  return Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString('utf8');
}
