import { watch } from 'node:fs';
import { open } from 'node:fs/promises';

const chunk = 64 * 1024;

export interface OutputSource {
  file: string;
  /** Resolves when nothing more will be written. */
  ended: Promise<unknown>;
  /** Called with the position up to which the file was read, and before that with where the reading begins. */
  read(position: number): void;
}

/**
 * What is written to a file from now on, as soon as it is written and as it is: no line has to be whole. Ends when
 * nothing more will be written and all of it was read.
 */
export async function* followOutput(source: OutputSource, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(source.file, 'r');
  let hasEnded = false;
  let wake = () => {};
  const notice = () => wake();
  void source.ended.then(() => {
    hasEnded = true;
    notice();
  });
  signal.addEventListener('abort', notice);
  const watcher = watch(source.file, { persistent: false }, notice);
  try {
    let position = (await file.stat()).size;
    source.read(position);
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const isOver = hasEnded;
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunk), 0, chunk, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        source.read(position);
      } else if (isOver) return;
      else await changed;
    }
  } finally {
    watcher.close();
    signal.removeEventListener('abort', notice);
    await file.close();
  }
}
