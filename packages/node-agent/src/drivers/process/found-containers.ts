import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessIdentity, parseProcessIdentity } from '../../processes/process-identity.js';
import { type ContainerFolder, containerFolder } from './container-folder.js';
import { type ContainerRecord, readContainerRecord } from './container-record.js';

export interface FoundContainer {
  folder: ContainerFolder;
  record: ContainerRecord;
  identity: ProcessIdentity;
}

/** What was found of a pod's containers. */
export interface PodContents {
  found: FoundContainer[];
  /** Attempts that may be running, but cannot be known: their records are damaged, or were never completed. */
  unknown: { folder: ContainerFolder; name: string; attempt: number; why: string }[];
}

/** The newest attempt of each container in a pod's folder that got as far as being a process. */
export async function foundContainers(podFolder: string): Promise<PodContents> {
  const contents: PodContents = { found: [], unknown: [] };
  const names = await namesIn(join(podFolder, 'containers'));
  await Promise.all(names.map((name) => newestAttempt(podFolder, name, contents)));
  return contents;
}

/** None for a folder that is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function newestAttempt(podFolder: string, name: string, contents: PodContents): Promise<void> {
  const attempts = (await namesIn(join(podFolder, 'containers', name)))
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .sort((a, b) => b - a);
  for (const attempt of attempts) {
    const folder = containerFolder(podFolder, name, attempt);
    try {
      const [record, identity, wasStarted] = await Promise.all([
        readContainerRecord(folder),
        readIdentity(folder.pid),
        isThere(folder.alive),
      ]);
      if (record !== undefined && identity !== undefined) {
        contents.found.push({ folder, record, identity });
        return;
      }
      if (!wasStarted && identity === undefined) continue;
      const why = `the record of attempt ${attempt} of container ${name} is incomplete`;
      contents.unknown.push({ folder, name, attempt, why });
    } catch (error) {
      contents.unknown.push({ folder, name, attempt, why: (error as Error).message });
    }
    return;
  }
}

/** Undefined for a container that has no process yet. Throws for an identity that cannot be read. */
async function readIdentity(file: string): Promise<ProcessIdentity | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const identity = parseProcessIdentity(text);
  if (identity === undefined) throw new Error(`the record ${file} cannot be read: it is damaged`);
  return identity;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
