import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FollowedText } from './followed-text.js';

/** A file's text, read again when something changes in its folder: files are replaced as a whole, and so are folders of links. */
export async function followFile(file: string): Promise<FollowedText> {
  const text = await readFile(file, 'utf8');
  return {
    text,
    follow: (onText) => {
      let last = text;
      const read = async () => {
        // One that is not there, or is being written, will change again.
        const next = await readFile(file, 'utf8').catch(() => last);
        if (next === last || next === '') return;
        last = next;
        onText(next);
      };
      const watcher = watch(dirname(file), { persistent: false }, () => void read());
      watcher.on('error', () => watcher.close());
      // What changed until now was seen by nobody.
      void read();
      return () => watcher.close();
    },
  };
}
