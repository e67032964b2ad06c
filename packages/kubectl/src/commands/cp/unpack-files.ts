import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { readTar } from './tar-format.js';

/** An archive of `source` in a container, to be unpacked as, or into, `destination` on this machine. */
export interface Unpacking {
  archive: AsyncIterable<Uint8Array>;
  source: string;
  destination: string;
}

/** Writes the files of an archive. Nothing is written outside of the destination, and no symbolic link is made. */
export async function unpackFiles(context: Context, { archive, source, destination }: Unpacking): Promise<void> {
  const prefix = path.posix
    .normalize(source)
    .replace(/^(\.\.?\/|\/)+/, '')
    .replace(/\/+$/, '');
  const isRoot = prefix === '' || prefix === '.';
  const root = path.resolve(context.cwd, destination);
  const isFolder = (await stat(root).catch(() => undefined))?.isDirectory() ?? false;
  const base = isFolder && !isRoot ? path.join(root, path.posix.basename(prefix)) : root;
  let hasLinks = false;
  for await (const { entry, content } of readTar(archive)) {
    const name = path.posix.normalize(entry.name).replace(/^(\.\.?\/|\/)+/, '');
    const inside = isRoot
      ? name
      : name === prefix
        ? ''
        : name.startsWith(`${prefix}/`)
          ? name.slice(prefix.length + 1)
          : undefined;
    if (inside === undefined) throw new CommandError(`tar contents corrupted`);
    const target = path.join(base, inside);
    if (target !== base && !target.startsWith(base + path.sep)) {
      context.warn(`warning: file ${JSON.stringify(target)} is outside target destination, skipping`);
      continue;
    }
    if (entry.type === 'folder') {
      await mkdir(target, { recursive: true });
    } else if (entry.type === 'link') {
      if (!hasLinks)
        context.warn(`warning: skipping symlink: ${JSON.stringify(target)} -> ${JSON.stringify(entry.target)}`);
      hasLinks = true;
    } else if (entry.type === 'file') {
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(Readable.from(content), createWriteStream(target));
    }
  }
}
