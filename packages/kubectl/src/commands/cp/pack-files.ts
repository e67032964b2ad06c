import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { padding, type TarEntry, tarEnd, tarHeader } from './tar-format.js';

/** A tar archive of a file, or of a folder with all that is in it, under the name `name`. */
export async function* packFiles(source: string, name: string): AsyncIterable<Uint8Array> {
  yield* packOne(source, name);
  yield tarEnd;
}

async function* packOne(source: string, name: string): AsyncIterable<Uint8Array> {
  const stats = await lstat(source);
  const { mode, mtimeMs, size } = stats;
  const entry: TarEntry = { name, type: 'other', mode, modified: mtimeMs / 1000, target: '', size: 0 };
  if (stats.isDirectory()) {
    yield tarHeader({ ...entry, type: 'folder' });
    for (const child of (await readdir(source)).sort()) yield* packOne(path.join(source, child), `${name}/${child}`);
  } else if (stats.isSymbolicLink()) {
    yield tarHeader({ ...entry, type: 'link', target: await readlink(source) });
  } else if (stats.isFile()) {
    yield tarHeader({ ...entry, type: 'file', size });
    let sent = 0;
    // A file that grows meanwhile is cut where it ended when its header was written.
    if (size > 0)
      for await (const chunk of createReadStream(source, { end: size - 1 })) {
        sent += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    yield Buffer.alloc(size - sent);
    yield padding(size);
  }
}
