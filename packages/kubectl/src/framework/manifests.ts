import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorWords, type UnstructuredObject } from '@sampan/api';
import { checkMetadata } from './check-metadata.js';
import type { Context } from './context.js';
import { decodeManifest } from './decode-manifest.js';
import { decodeText } from './decode-text.js';
import { CommandError } from './errors.js';
import { readUserFile } from './read-file.js';
import { parseValidation } from './writes.js';

/** An object as a file holds it, and which file: as the user named it, or as a directory listing gave it. */
export interface Manifest {
  object: UnstructuredObject;
  source: string;
}

/** Where `-f`, `-k` and `-R` point. */
export interface ManifestSources {
  filename: readonly string[];
  kustomize?: string;
  recursive?: boolean;
  /** `--validate`, of commands that have it. */
  validate?: string;
}

/**
 * Reads every object of the given files, in order; lists are taken apart. What cannot be decoded is in `failures`, with
 * the objects of its file before it in `manifests`; a file that is not there is thrown.
 */
export async function readManifests(
  context: Context,
  sources: ManifestSources,
): Promise<{ manifests: Manifest[]; failures: unknown[] }> {
  if (sources.kustomize !== undefined && sources.kustomize !== '') {
    if (sources.filename.length > 0) throw new CommandError('only one of -f or -k can be specified');
    if (sources.recursive) throw new CommandError("the -k flag can't be used with -f or -R");
    return await readKustomization(context, sources.kustomize);
  }
  const manifests: Manifest[] = [];
  const failures: unknown[] = [];
  for (const filename of sources.filename) {
    for (const { source, bytes } of await readSources(context, filename, sources.recursive ?? false)) {
      try {
        for await (const object of decode(bytes, source, sources.validate)) manifests.push({ object, source });
      } catch (error) {
        failures.push(error);
      }
    }
  }
  return { manifests, failures };
}

/** What the kustomization of a folder makes, as if it had been read from standard input. */
async function readKustomization(
  context: Context,
  folder: string,
): Promise<{ manifests: Manifest[]; failures: unknown[] }> {
  const { buildKustomization } = await import('../kustomize/build.js');
  const { openFolder } = await import('../kustomize/folder.js');
  const objects = await buildKustomization(await openFolder(folder, { cwd: context.cwd, isRestricted: true }), context);
  return { manifests: objects.map((object) => ({ object, source: folder })), failures: [] };
}

/** The text of the one file that `--raw` sends. */
export async function readText(context: Context, filenames: readonly string[]): Promise<string> {
  const [filename, ...more] = filenames;
  if (filename === undefined || more.length > 0)
    throw new CommandError('--raw can only use a single local file or stdin');
  const [read] = await readSources(context, filename, false);
  return read === undefined ? '' : decodeText(read.bytes);
}

async function readSources(
  context: Context,
  filename: string,
  recursive: boolean,
): Promise<{ source: string; bytes: Uint8Array }[]> {
  if (filename === '-') return [{ source: 'STDIN', bytes: await context.readBytes() }];
  if (/^https?:\/\//.test(filename)) return [{ source: filename, bytes: await download(filename) }];
  const files = await expand(context.cwd, filename, recursive);
  return await Promise.all(files.map(async (source) => ({ source, bytes: await readUserFile(context, source) })));
}

async function download(url: string): Promise<Uint8Array> {
  const answer = await fetch(url).catch((error: Error) => {
    const words = systemErrorWords(error.cause);
    throw new CommandError(`unable to read URL ${JSON.stringify(url)}, ${words ?? 'the server cannot be reached'}`);
  });
  if (!answer.ok) {
    throw new CommandError(
      `unable to read URL ${JSON.stringify(url)}, server reported ${answer.status} ${answer.statusText}, status code=${answer.status}`,
    );
  }
  return new Uint8Array(await answer.arrayBuffer());
}

const extensions = ['.json', '.yaml', '.yml'];

/** The files that one value of `-f` means: a file, the manifests of a directory, or what a pattern matches. */
async function expand(cwd: string, filename: string, recursive: boolean): Promise<string[]> {
  const information = await stat(path.resolve(cwd, filename)).catch(() => undefined);
  if (information === undefined) {
    const matches = /[*?[]/.test(filename) ? await matchPattern(cwd, filename) : [];
    if (matches.length === 0) throw new CommandError(`the path ${JSON.stringify(filename)} does not exist`);
    return matches;
  }
  if (!information.isDirectory()) return [filename];
  const found = await listFolder(cwd, filename, recursive);
  if (found.length === 0) {
    throw new CommandError(`error reading [${filename}]: recognized file extensions are [${extensions.join(' ')}]`);
  }
  return found;
}

async function listFolder(cwd: string, folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(path.resolve(cwd, folder), { withFileTypes: true });
  const lists = entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (entry: Dirent) => {
      const at = path.join(folder, entry.name);
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isDirectory(path.resolve(cwd, at))));
      if (isFolder) return recursive ? await listFolder(cwd, at, recursive) : [];
      return extensions.includes(path.extname(entry.name)) ? [at] : [];
    });
  return (await Promise.all(lists)).flat();
}

async function isDirectory(at: string): Promise<boolean> {
  return (await stat(at).catch(() => undefined))?.isDirectory() ?? false;
}

/** Patterns may stand in the last part of a path, as a quoted `'*.json'` does. */
async function matchPattern(cwd: string, pattern: string): Promise<string[]> {
  const folder = path.dirname(pattern);
  const expression = new RegExp(
    `^${path
      .basename(pattern)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );
  const names = await readdir(path.resolve(cwd, folder)).catch(() => []);
  return names
    .filter((name) => expression.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

async function* decode(
  bytes: Uint8Array,
  source: string,
  validate: string | undefined,
): AsyncGenerator<UnstructuredObject> {
  const isChecked = validate !== undefined && parseValidation(validate) !== 'Ignore';
  for await (const value of explained(bytes, source)) {
    if (isChecked) checkType(value, source);
    yield* toObjects(value, source, isChecked);
  }
}

/** The JSON values of a text, which may be JSON or YAML. `source` is what is said of it where it is neither. */
export async function decodeValues(text: string, source: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of explained(Buffer.from(text), source)) values.push(value);
  return values;
}

/** The objects of a text; lists are taken apart. */
export async function decodeObjects(text: string, source: string): Promise<UnstructuredObject[]> {
  const objects: UnstructuredObject[] = [];
  for await (const object of decode(Buffer.from(text), source, undefined)) objects.push(object);
  return objects;
}

async function* explained(bytes: Uint8Array, source: string): AsyncGenerator<unknown> {
  try {
    yield* decodeManifest(decodeText(bytes));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`error parsing ${source}: ${error.message}`);
  }
}

/** What can be said of an object without knowing its type: that it has one. The rest is the server's to validate. */
function checkType(value: unknown, source: string): void {
  const problems = typeProblems(value);
  if (problems.length === 0) return;
  const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  throw new CommandError(
    `error validating ${JSON.stringify(source)}: error validating data: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

/** What keeps a value from being an object of any type. */
export function typeProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['invalid object to validate'];
  const { apiVersion, kind, items } = value as Record<string, unknown>;
  const problems = [...typeProblem(apiVersion, 'apiVersion'), ...typeProblem(kind, 'kind')];
  if (kind === 'List' && items !== undefined && !Array.isArray(items)) problems.push('invalid object to validate');
  return problems;
}

function typeProblem(value: unknown, field: string): string[] {
  if (value === undefined || value === null || value === '') return [`${field} not set`];
  return typeof value === 'string' ? [] : [`${field} isn't string type`];
}

function toObjects(value: unknown, source: string, isChecked: boolean): UnstructuredObject[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(
      `unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${goType(value)} into Go value of type unstructured.detector`,
    );
  }
  const object = value as UnstructuredObject;
  if (typeof object.kind !== 'string' || object.kind === '') {
    throw new CommandError(
      `unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${JSON.stringify(value)}'`,
    );
  }
  const { items } = object;
  if (object.kind.endsWith('List') && Array.isArray(items)) {
    const itemKind = object.kind.slice(0, -'List'.length);
    return items.flatMap((item: unknown) => {
      const whole = itemKind === '' ? item : { apiVersion: object.apiVersion, kind: itemKind, ...(item as object) };
      if (isChecked) checkType(whole, source);
      return toObjects(whole, source, isChecked);
    });
  }
  checkMetadata(object.metadata, source);
  return [{ ...object, metadata: object.metadata ?? {} }];
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
