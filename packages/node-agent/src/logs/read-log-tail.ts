import { open } from 'node:fs/promises';
import { parseCriLine } from './cri-line.js';

/** The last lines of a container's log as text, at most so many bytes and lines; empty without a log. */
export async function readLogTail(file: string, { bytes, lines }: { bytes: number; lines: number }): Promise<string> {
  const log = await readEnd(file, bytes * 2);
  const contents = log
    .toString('latin1')
    .split('\n')
    .map((line) => parseCriLine(Buffer.from(line, 'latin1')))
    .filter((line) => line !== undefined)
    .slice(-lines);
  const text = Buffer.concat(
    contents.flatMap(({ content, partial }) => (partial ? [content] : [content, Buffer.from('\n')])),
  );
  return text.subarray(Math.max(0, text.length - bytes)).toString('utf8');
}

async function readEnd(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer;
  } finally {
    await handle.close();
  }
}
