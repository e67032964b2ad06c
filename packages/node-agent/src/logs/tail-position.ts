import type { FileHandle } from 'node:fs/promises';

const block = 64 * 1024;

/** Where the last `lines` lines of a file begin, and how many lines there are if there are fewer. */
export async function tailPosition(file: FileHandle, lines: number): Promise<{ position: number; found: number }> {
  let end = (await file.stat()).size;
  if (lines === 0) return { position: end, found: 0 };
  const buffer = Buffer.alloc(block);
  let found = 0;
  // The newline at the very end closes the last line; it does not begin another.
  let isLast = true;
  while (end > 0) {
    const start = Math.max(0, end - block);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index--) {
      if (buffer[index] !== 0x0a) {
        if (isLast) found = 1;
        isLast = false;
        continue;
      }
      if (isLast) {
        found = 1;
        isLast = false;
        continue;
      }
      if (found === lines) return { position: start + index + 1, found };
      found++;
    }
    end = start;
  }
  return { position: 0, found };
}
