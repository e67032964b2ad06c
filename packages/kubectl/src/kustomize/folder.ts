import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorWords } from '@sampan/api';
import { CommandError } from '../framework/errors.js';

/** A folder with a kustomization: the one way to files. */
export interface Folder {
  /** Where it is, without symbolic links on the way. */
  readonly root: string;
  /** The text of a file, which is in the folder or below it unless there are no restrictions. */
  read(file: string): Promise<Buffer>;
  /** Another folder with a kustomization, relative to this one. */
  open(folder: string): Promise<Folder>;
}

/** The folder to begin with, which the user named. */
export async function openFolder(
  name: string,
  { cwd, isRestricted }: { cwd: string; isRestricted: boolean },
): Promise<Folder> {
  if (isRemote(name)) throw remote(name);
  const at = path.resolve(cwd, name);
  return folderAt(await realFolder(at, name), { isRestricted, visited: [] });
}

function folderAt(
  root: string,
  { isRestricted, visited }: { isRestricted: boolean; visited: readonly string[] },
): Folder {
  return {
    root,

    async read(file) {
      if (isRemote(file)) throw remote(file);
      const at = path.resolve(root, file);
      const real = await realPath(at);
      const isFolder = (await stat(real)).isDirectory();
      if (isFolder) throw new CommandError(`'${at}' must resolve to a file`);
      if (isRestricted && !isBelow(real, root)) {
        throw new CommandError(`security; file '${at}' is not in or below '${root}'`);
      }
      return await readFile(real);
    },

    async open(name) {
      if (name === '') throw new CommandError('new root cannot be empty');
      if (isRemote(name)) throw remote(name);
      if (path.isAbsolute(name)) throw new CommandError(`new root '${name}' cannot be absolute`);
      const next = await realFolder(path.resolve(root, name), path.resolve(root, name));
      const around = [root, ...visited].find((seen) => seen === next || isBelow(seen, next));
      if (around !== undefined) {
        throw new CommandError(`cycle detected: candidate root '${next}' contains visited root '${around}'`);
      }
      return folderAt(next, { isRestricted, visited: [root, ...visited] });
    },
  };
}

function isBelow(at: string, folder: string): boolean {
  return at === folder || at.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

async function realPath(at: string, shown = at): Promise<string> {
  try {
    return await realpath(at);
  } catch (error) {
    throw new CommandError(
      `evalsymlink failure on '${shown}' : lstat ${at}: ${systemErrorWords(error) ?? 'it cannot be read'}`,
    );
  }
}

async function realFolder(at: string, shown: string): Promise<string> {
  const real = await realPath(at, shown).catch((error: Error) => {
    throw new CommandError(`must build at directory: not a valid directory: ${error.message}`);
  });
  if (!(await stat(real)).isDirectory())
    throw new CommandError(`must build at directory: '${shown}': file is not directory`);
  return real;
}

/** Whether a path means a repository or a file elsewhere. */
function isRemote(name: string): boolean {
  return /^(https?:|ssh:|git@|git::|git:|file:)/.test(name) || /^(gh:|github\.com[:/])/i.test(name);
}

function remote(name: string): CommandError {
  return new CommandError(`'${name}' is not on this machine, and is not fetched: clone it and name its folder`);
}
