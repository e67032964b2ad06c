import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ContainerRequest, ContainerUser, Mount } from '../container-runtime.js';
import type { Sandbox } from '../sandbox-runtime.js';
import type { ContainerFolder } from './container-folder.js';

/** What a restarted agent has to know of a container (`container.json`). It holds secrets: only its owner may read it. */
export interface ContainerRecord {
  id: string;
  podUid: string;
  sandbox: Sandbox;
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
  stdinOnce: boolean;
  stopSignal: string;
  user?: ContainerUser;
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
    sandbox: request.sandbox,
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
    stdinOnce: request.stdinOnce ?? false,
    stopSignal: request.stopSignal,
    ...(request.user !== undefined && { user: request.user }),
  };
}

export async function writeContainerRecord(folder: ContainerFolder, record: ContainerRecord): Promise<void> {
  await writeRecordFile(folder.description, record);
}

/** Undefined for a container that never got as far as being described. Throws for a record that cannot be read. */
export async function readContainerRecord(folder: ContainerFolder): Promise<ContainerRecord | undefined> {
  return readRecordFile<ContainerRecord>(folder.description, [
    'id',
    'podUid',
    'sandbox',
    'name',
    'env',
    'argv',
    'mounts',
  ]);
}

/** On disk when it resolves: what is started afterwards will be found. */
export async function writeSandbox(file: string, sandbox: Sandbox): Promise<void> {
  await writeRecordFile(file, sandbox, { flush: true });
}

/** Undefined for a sandbox that was never recorded. Throws for a record that cannot be read. */
export async function readSandbox(file: string): Promise<Sandbox | undefined> {
  return readRecordFile<Sandbox>(file, ['podUid', 'namespace', 'name', 'hostname', 'ip', 'folder']);
}

/** All of it or nothing: a record that was begun is not one. */
async function writeRecordFile(file: string, record: object, { flush = false } = {}): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600, flush });
  await rename(`${file}.new`, file);
}

async function readRecordFile<T extends object>(file: string, fields: readonly (keyof T)[]): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`the record ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const record = parse(text) as T | undefined;
  if (fields.every((field) => record?.[field] !== undefined)) return record;
  throw new Error(`the record ${file} cannot be read: it is damaged`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
