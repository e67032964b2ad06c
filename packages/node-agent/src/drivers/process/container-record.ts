import { readFile, rename, writeFile } from 'node:fs/promises';
import { unlessAbsent } from '../../processes/absent.js';
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
  await writeJson(folder.description, record);
}

/** What outlives a loss of power as well: with the pod's folder goes all that it kept. */
export async function writeSandbox(file: string, sandbox: Sandbox): Promise<void> {
  await writeJson(file, sandbox, { flush: true });
}

/** Whole or not at all. */
async function writeJson(file: string, value: unknown, options: { flush?: boolean } = {}): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600, ...options });
  await rename(`${file}.new`, file);
}

/** Undefined for a container that never got as far as being described. Throws when the description cannot be read. */
export async function readContainerRecord(folder: ContainerFolder): Promise<ContainerRecord | undefined> {
  return readJson<ContainerRecord>(folder.description);
}

export async function readSandbox(file: string): Promise<Sandbox | undefined> {
  return readJson<Sandbox>(file);
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await unlessAbsent(readFile(file, 'utf8'));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${file} is damaged: it is not JSON`);
  }
}
