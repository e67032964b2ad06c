import { readFile, rename, writeFile } from 'node:fs/promises';
import { type HostImage, parseHostImages } from '@sampan/node-agent';
import { UserError } from '../user-error.js';
import type { ClusterFolder } from './cluster-folder.js';

/** The host images that an images file names; none where there is no file. */
export async function readHostImages(file: string): Promise<Map<string, HostImage>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new UserError(`cannot read ${file} (${error.code})`);
  });
  try {
    return parseHostImages(text);
  } catch (error) {
    throw new UserError(
      `${file}: ${(error as Error).message}`,
      'it is an object {"IMAGE": {"command": ["PROGRAM"], "args": ["…"], "env": {"A": "b"}}}',
    );
  }
}

/** As {@link readHostImages}, of a file that somebody names: it has to be there. */
export async function importHostImages(file: string): Promise<Map<string, HostImage>> {
  const images = await readFile(file, 'utf8').catch(() => undefined);
  if (images === undefined) throw new UserError(`cannot read the images file ${file}`);
  return readHostImages(file);
}

/** Replaces the cluster's images file in one step: agents read it whenever it changes. */
export async function writeHostImages(folder: ClusterFolder, images: ReadonlyMap<string, HostImage>): Promise<void> {
  const temporary = `${folder.images}.${process.pid}.new`;
  await writeFile(temporary, `${JSON.stringify(Object.fromEntries(images), null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, folder.images);
}
