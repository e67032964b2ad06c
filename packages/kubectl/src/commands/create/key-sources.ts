import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorWords } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';

/** The flags that say where keys and their values come from. */
export const keySourceFlags = {
  appendHash: flag.bool('End the name with a hash of the content.'),
  fromEnvFile: flag.list('Files with lines of KEY=VALUE.'),
  fromFile: flag.list('A file, as [KEY=]PATH, or a directory of files whose names are the keys.'),
  fromLiteral: flag.strings('A key and its value: KEY=VALUE.'),
};

export interface KeySources {
  fromEnvFile: readonly string[];
  fromFile: readonly string[];
  fromLiteral: readonly string[];
}

/** What the flags name, in the order in which a key may not be there already. Throws kubectl's words. */
export async function readKeys(
  sources: KeySources,
  {
    cwd,
    env,
    add,
  }: { cwd: string; env: Readonly<Record<string, string | undefined>>; add(key: string, value: Buffer): void },
): Promise<void> {
  if (sources.fromEnvFile.length > 0 && (sources.fromFile.length > 0 || sources.fromLiteral.length > 0)) {
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  }
  for (const source of sources.fromFile) await readFileSource(source, cwd, add);
  for (const source of sources.fromLiteral) {
    const equals = source.indexOf('=');
    if (equals < 1) throw new CommandError(`invalid literal source ${source}, expected key=value`);
    const value = source.slice(equals + 1);
    const isQuoted = value.length >= 2 && /^(['"]).*\1$/s.test(value);
    add(source.slice(0, equals), Buffer.from(isQuoted ? value.slice(1, -1) : value));
  }
  for (const source of sources.fromEnvFile) {
    for (const [key, value] of parseEnvFile(await readSource(source, cwd), env)) add(key, Buffer.from(value));
  }
}

async function readFileSource(source: string, cwd: string, add: (key: string, value: Buffer) => void): Promise<void> {
  const parts = source.split('=');
  if (parts.length > 2) {
    throw new CommandError("key names or file paths cannot contain '='");
  }
  const [key, file] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [undefined, source];
  if (key === '') throw new CommandError(`key name for file path ${file} missing`);
  if (file === '') throw new CommandError(`file path for key name ${key} missing`);
  const information = await stat(path.resolve(cwd, file)).catch(() => undefined);
  if (information === undefined) throw new CommandError(`error reading ${file}: no such file or directory`);
  if (!information.isDirectory()) return add(key ?? path.basename(file), await readSource(file, cwd));
  if (key !== undefined) throw new CommandError('cannot give a key name for a directory path');
  const entries = await readdir(path.resolve(cwd, file), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile()) add(entry.name, await readSource(path.join(file, entry.name), cwd));
  }
}

async function readSource(file: string, cwd: string): Promise<Buffer> {
  try {
    return await readFile(path.resolve(cwd, file));
  } catch (error) {
    throw new CommandError(`error reading ${file}: ${systemErrorWords(error) ?? 'it cannot be read'}`);
  }
}

/** A line without `=` takes its value from the environment, if it is there. */
export function parseEnvFile(content: Buffer, env: Readonly<Record<string, string | undefined>>): [string, string][] {
  return content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line): [string, string][] => {
      const text = line.trimStart();
      if (text === '' || text.startsWith('#')) return [];
      const equals = text.indexOf('=');
      if (equals !== -1) return [[text.slice(0, equals), text.slice(equals + 1)]];
      const value = env[text];
      return value === undefined ? [] : [[text, value]];
    });
}
