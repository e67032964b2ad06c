import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerFolder, containerFolder } from './container-folder.js';
import { type ContainerRecord, readContainerRecord } from './container-record.js';
import { type ProcessIdentity, parseProcessIdentity } from './process-identity.js';

export interface FoundContainer {
  folder: ContainerFolder;
  record: ContainerRecord;
  identity: ProcessIdentity;
}

/** The newest attempt of each container in a pod's folder that got as far as being a process. */
export async function foundContainers(podFolder: string): Promise<FoundContainer[]> {
  const names = await namesIn(join(podFolder, 'containers'));
  const found = await Promise.all(names.map((name) => newestAttempt(podFolder, name)));
  return found.filter((container) => container !== undefined);
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function newestAttempt(podFolder: string, name: string): Promise<FoundContainer | undefined> {
  const attempts = (await namesIn(join(podFolder, 'containers', name)))
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .sort((a, b) => b - a);
  for (const attempt of attempts) {
    const folder = containerFolder(podFolder, name, attempt);
    const [record, identity] = await Promise.all([readContainerRecord(folder), readIdentity(folder.pid)]);
    if (record !== undefined && identity !== undefined) return { folder, record, identity };
  }
  return undefined;
}

async function readIdentity(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return parseProcessIdentity(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
