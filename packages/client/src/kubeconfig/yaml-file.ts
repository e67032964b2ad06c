import { readFile } from 'node:fs/promises';
import type { Kubeconfig } from './kubeconfig.js';

/** The kubeconfig in `file`; undefined when there is no such file, an error that names it when it cannot be understood. */
export async function readKubeconfigFile(file: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const content = await parse(text).catch((cause: unknown) => {
    throw new Error(`error loading config file "${file}": ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  });
  return completed(content, file);
}

/** YAML, of which JSON is a part; the YAML reader is only loaded for what is not JSON. */
async function parse(text: string): Promise<unknown> {
  if (text.trimStart().startsWith('{')) return JSON.parse(text);
  const { parse: parseYaml } = await import('yaml');
  return parseYaml(text);
}

/** A kubeconfig has every list, however little the file says. */
function completed(content: unknown, file: string): Kubeconfig {
  if (content === null || content === undefined) return emptyKubeconfig();
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Error(`error loading config file "${file}": the file holds no kubeconfig`);
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
