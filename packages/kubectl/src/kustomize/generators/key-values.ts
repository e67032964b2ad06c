import path from 'node:path';
import { parseEnvFile } from '../../commands/create/key-sources.js';
import { CommandError } from '../../framework/errors.js';
import type { Folder } from '../folder.js';
import type { GeneratorArgs } from '../kustomization.js';

/** The keys of a generated object and their contents, from files of variables, literals and whole files, in this order. */
export async function readKeyValues(
  folder: Folder,
  { name = '', envs = [], literals = [], files = [] }: GeneratorArgs,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const add = (key: string, value: Buffer) => {
    if (found.has(key)) throw new CommandError(`configmap ${name} illegally repeats the key \`${key}\``);
    found.set(key, value);
  };
  try {
    for (const file of envs) {
      for (const [key, value] of parseEnvFile(await folder.read(file), env)) add(key, Buffer.from(value));
    }
  } catch (error) {
    throw loading('env source files', envs, error);
  }
  try {
    for (const literal of literals) {
      const [key, value] = parseLiteral(literal);
      add(key, Buffer.from(value));
    }
  } catch (error) {
    throw loading('literal sources', literals, error, '');
  }
  try {
    for (const source of files) {
      const { key, file } = parseFileSource(source);
      add(key, await folder.read(file));
    }
  } catch (error) {
    throw loading('file sources', files, error);
  }
  return found;
}

function loading(what: string, sources: readonly string[], error: unknown, colon = ':'): unknown {
  if (!(error instanceof CommandError) || error.message.startsWith('configmap ')) return error;
  return new CommandError(`loading KV pairs: ${what}${colon} [${sources.join(' ')}]: ${error.message}`);
}

function parseLiteral(literal: string): [string, string] {
  const equals = literal.indexOf('=');
  if (equals < 1) throw new CommandError(`invalid literal source ${literal}, expected key=value`);
  const value = literal.slice(equals + 1);
  const isQuoted = value.length >= 2 && /^(['"]).*\1$/s.test(value);
  return [literal.slice(0, equals), isQuoted ? value.slice(1, -1) : value];
}

/** `[KEY=]PATH`. */
export function parseFileSource(source: string): { key: string; file: string } {
  const [key = '', file, ...more] = source.split('=');
  if (file === undefined) return { key: path.posix.basename(source), file: source };
  const shown = JSON.stringify(source);
  if (key === '') {
    throw new CommandError(`missing key name for file path ${JSON.stringify(source.slice(1))} in source ${shown}`);
  }
  if (more.length > 0) throw new CommandError(`source ${shown} key name or file path contains '='`);
  if (file === '') throw new CommandError(`missing file path for key name ${JSON.stringify(key)} in source ${shown}`);
  return { key, file };
}
