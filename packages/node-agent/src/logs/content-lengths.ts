import { parseCriLine } from './cri-line.js';
import type { StreamOffsets } from './rotating-log.js';

/** How many bytes of each raw stream the entries of a log stand for: a whole line had a newline, a partial one none. */
export function contentLengths(log: Buffer): StreamOffsets {
  const lengths = { stdout: 0, stderr: 0 };
  let start = 0;
  for (let end = log.indexOf(0x0a); end !== -1; end = log.indexOf(0x0a, start)) {
    const line = parseCriLine(log.subarray(start, end));
    if (line !== undefined) lengths[line.stream] += line.content.length + (line.partial ? 0 : 1);
    start = end + 1;
  }
  return lengths;
}
