import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { jsonSyntaxError, systemErrorText } from '@sampan/api';
import type { Kubeconfig } from './kubeconfig.js';
import { KubeconfigError } from './kubeconfig-error.js';

/**
 * The kubeconfig in `file`, which may be relative to `cwd`; undefined when there is no such file, an error that names it as
 * it was given when it cannot be understood.
 */
export async function readKubeconfigFile(file: string, cwd = process.cwd()): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new KubeconfigError(
      `error loading config file "${file}": ${systemErrorText(error, file) ?? 'it cannot be read'}`,
      { cause: error },
    );
  }
  const content = await parse(text, file);
  return completed(content, file);
}

/** YAML, of which JSON is a part; the YAML reader is only loaded for what is not JSON. */
async function parse(text: string, file: string): Promise<unknown> {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text);
  } catch {
    throw new KubeconfigError(`error loading config file "${file}": ${jsonSyntaxError(text)}`);
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw new KubeconfigError(`error loading config file "${file}": yaml: line ${line}: the file is not YAML`);
  }
  return document.toJS();
}

/** A kubeconfig has every list, however little the file says. */
function completed(content: unknown, file: string): Kubeconfig {
  if (content === null || content === undefined) return emptyKubeconfig();
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new KubeconfigError(`error loading config file "${file}": the file holds no kubeconfig`);
  }
  const config: Kubeconfig = { ...emptyKubeconfig(), ...content };
  return { ...config, clusters: config.clusters ?? [], users: config.users ?? [], contexts: config.contexts ?? [] };
}

export function emptyKubeconfig(): Kubeconfig {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    clusters: [],
    users: [],
    contexts: [],
    'current-context': '',
  };
}
