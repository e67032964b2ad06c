import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Container, FileKeySelector } from '@sampan/api';
import { ConfigError } from './config-error.js';
import { parseEnvFile } from './parse-env-file.js';

/** The kubelet reads no more of an env file. */
const maxBytes = 64 * 1024;

/** The variables that a container takes from files which containers before it have written, by {@link envFileKey}. */
export type EnvFiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function envFileKey({ volumeName, path }: FileKeySelector): string {
  return `${volumeName}/${path}`;
}

/**
 * Reads every env file that the container refers to; `volumes` says in which folder each volume of the pod lies. Files
 * that are not there are left out. Throws a {@link ConfigError} for what is no env file.
 */
export async function readEnvFiles(container: Container, volumes: ReadonlyMap<string, string>): Promise<EnvFiles> {
  const files = new Map<string, ReadonlyMap<string, string>>();
  for (const { valueFrom } of container.env ?? []) {
    const ref = valueFrom?.fileKeyRef;
    if (ref === undefined || files.has(envFileKey(ref))) continue;
    const folder = volumes.get(ref.volumeName);
    if (folder === undefined)
      throw new ConfigError(`cannot find the volume "${ref.volumeName}" referenced by FileKeyRef`);
    const text = await readWithin(folder, ref.path);
    if (text !== undefined) files.set(envFileKey(ref), parse(text, ref));
  }
  return files;
}

function parse(text: string, { path }: FileKeySelector): Map<string, string> {
  try {
    return parseEnvFile(text);
  } catch (error) {
    throw new ConfigError(`failed to parse env file "${path}": ${(error as Error).message}`);
  }
}

/** Undefined where there is no such file. A link that leads out of the volume is not followed: a container made it. */
async function readWithin(folder: string, path: string): Promise<string | undefined> {
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (!file.startsWith(root + sep)) throw new ConfigError(`env file "${path}" lies outside of its volume`);
    return await readRegularFile(file, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`failed to read env file "${path}": ${(error as Error).message}`);
  }
}

async function readRegularFile(file: string, path: string): Promise<string> {
  // A pipe would keep whoever opens it waiting.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new ConfigError(`env file "${path}" is not a regular file`);
    if (stat.size > maxBytes) throw new ConfigError(`env file "${path}" is larger than ${maxBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
