import { readFile, writeFile } from 'node:fs/promises';
import type { ContainerRequest, Mount, Sandbox } from '../driver.js';
import type { ContainerFolder } from './container-folder.js';

/** What a restarted agent has to know of a container (`container.json`). It holds secrets: only its owner may read it. */
export interface ContainerRecord {
  id: string;
  podUid: string;
  name: string;
  attempt: number;
  image: string;
  imageID: string;
  startedAt: number;
  argv: string[];
  env: Record<string, string>;
  workingDir: string;
  mounts: Mount[];
  stdin: boolean;
}

export interface PreparedProgram {
  argv: string[];
  env: ReadonlyMap<string, string>;
  workingDir: string;
  startedAt: number;
}

export function containerRecord(request: ContainerRequest, program: PreparedProgram): ContainerRecord {
  return {
    id: request.id,
    podUid: request.sandbox.podUid,
    name: request.name,
    attempt: request.attempt,
    image: request.image,
    imageID: request.imageID,
    startedAt: program.startedAt,
    argv: program.argv,
    env: Object.fromEntries(program.env),
    workingDir: program.workingDir,
    mounts: [...request.mounts],
    stdin: request.stdin,
  };
}

export async function writeContainerRecord(folder: ContainerFolder, record: ContainerRecord): Promise<void> {
  await writeFile(folder.description, JSON.stringify(record), { mode: 0o600 });
}

/** Undefined for a container that never got as far as being described. */
export async function readContainerRecord(folder: ContainerFolder): Promise<ContainerRecord | undefined> {
  return readJson<ContainerRecord>(folder.description);
}

export async function readSandbox(file: string): Promise<Sandbox | undefined> {
  return readJson<Sandbox>(file);
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
