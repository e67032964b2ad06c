import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sampan/api';
import { unlessAbsent } from '../../processes/absent.js';
import { type ProcessIdentity, parseProcessIdentity } from '../../processes/process-identity.js';
import { type ContainerFolder, containerFolder } from './container-folder.js';
import { type ContainerRecord, readContainerRecord } from './container-record.js';
import { isHeld } from './life-line.js';

export interface FoundContainer {
  folder: ContainerFolder;
  record: ContainerRecord;
  identity: ProcessIdentity;
}

/**
 * The newest attempt of each container in a pod's folder that got as far as being a process. Throws when one may live of
 * which the records cannot be read.
 */
export async function foundContainers(podFolder: string): Promise<FoundContainer[]> {
  const names = await namesIn(join(podFolder, 'containers'));
  const found = await Promise.all(names.map((name) => newestAttempt(podFolder, name)));
  return found.filter((container) => container !== undefined);
}

/** Every attempt of every container of the pod that has a process, whether or not its records can be read. */
export async function livingAttempts(podFolder: string): Promise<ContainerFolder[]> {
  const living: ContainerFolder[] = [];
  for (const name of await namesIn(join(podFolder, 'containers'))) {
    for (const folder of await attempts(podFolder, name)) if (isHeld(folder.alive)) living.push(folder);
  }
  return living;
}

/** What a folder contains; nothing when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await unlessAbsent(readdir(folder))) ?? [];
}

/** The newest first. */
async function attempts(podFolder: string, name: string): Promise<ContainerFolder[]> {
  const entries = await namesIn(join(podFolder, 'containers', name));
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .sort((a, b) => b - a)
    .map((attempt) => containerFolder(podFolder, name, attempt));
}

async function newestAttempt(podFolder: string, name: string): Promise<FoundContainer | undefined> {
  for (const folder of await attempts(podFolder, name)) {
    const found = await readAttempt(folder).catch((error: Error) => {
      // What has ended and cannot be read is as good as never started; what lives would be started a second time.
      if (isHeld(folder.alive)) throw error;
      return undefined;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readAttempt(folder: ContainerFolder): Promise<FoundContainer | undefined> {
  const [record, identity] = await Promise.all([readContainerRecord(folder), readIdentity(folder)]);
  return record === undefined || identity === undefined ? undefined : { folder, record, identity };
}

/** A shim that lives is about to write who its program is, if it has not yet. */
async function readIdentity(folder: ContainerFolder, clock: Clock = systemClock): Promise<ProcessIdentity | undefined> {
  for (let tries = 0; ; tries++) {
    const text = await unlessAbsent(readFile(folder.pid, 'utf8'));
    const identity = text === undefined ? undefined : parseProcessIdentity(text);
    if (identity !== undefined || !isHeld(folder.alive)) return identity;
    if (tries === maxTries) throw new Error(`${folder.pid} does not tell which process the container is`);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
  }
}

const maxTries = 100;
