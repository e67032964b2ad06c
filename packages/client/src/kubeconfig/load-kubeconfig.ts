import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Kubeconfig, KubeconfigCluster, KubeconfigUser } from './kubeconfig.js';
import { KubeconfigError } from './kubeconfig-error.js';
import { emptyKubeconfig, readKubeconfigFile } from './yaml-file.js';

export interface LoadOptions {
  /** `--kubeconfig`: this file alone, which has to exist. */
  file?: string;
  /** `process.env` by default: KUBECONFIG is a list of files, ~/.kube/config when it is empty. */
  env?: Record<string, string | undefined>;
  /** What relative paths are relative to: the folder of the process by default. */
  cwd?: string;
}

/** What the files together say, with where each entry came from. */
export interface LoadedKubeconfig {
  config: Kubeconfig;
  /** The files that were asked for, also those that do not exist, in order of precedence. */
  files: string[];
  /** The file of each entry: `clusters/NAME`, `users/NAME`, `contexts/NAME`, `current-context`. */
  origins: Map<string, string>;
}

/**
 * Loads and merges the kubeconfig files by Kubernetes' rules: the first file that names an entry, or a current context,
 * wins; files that do not exist are passed over, unless asked for with `file`. Relative paths in a file are relative to
 * the file, and absolute in the result.
 */
export async function loadKubeconfig({
  file,
  env = process.env,
  cwd = process.cwd(),
}: LoadOptions = {}): Promise<LoadedKubeconfig> {
  const files = file === undefined ? kubeconfigFiles(env) : [file];
  const loaded: LoadedKubeconfig = { config: emptyKubeconfig(), files, origins: new Map() };
  for (const path of files) {
    const config = await readKubeconfigFile(path, cwd);
    if (config !== undefined) mergeInto(loaded, config, resolve(cwd, path));
    else if (file !== undefined) throw new KubeconfigError(`stat ${file}: no such file or directory`);
  }
  return loaded;
}

/** The files that `KUBECONFIG` lists, each once; the default file when it lists none. */
export function kubeconfigFiles(env: Record<string, string | undefined>): string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? [...new Set(listed)] : [join(env.HOME || homedir(), '.kube', 'config')];
}

function mergeInto({ config, origins }: LoadedKubeconfig, from: Kubeconfig, file: string): void {
  const folder = dirname(resolve(file));
  const isNew = (entry: string): boolean => !origins.has(entry) && origins.set(entry, file) !== undefined;
  for (const { name, cluster } of from.clusters) {
    if (isNew(`clusters/${name}`))
      config.clusters.push({ name, cluster: withAbsolutePaths(cluster ?? {}, clusterPaths, folder) });
  }
  for (const { name, user } of from.users) {
    if (isNew(`users/${name}`)) config.users.push({ name, user: withAbsolutePaths(user ?? {}, userPaths, folder) });
  }
  for (const { name, context } of from.contexts) {
    if (isNew(`contexts/${name}`)) config.contexts.push({ name, context });
  }
  if (config['current-context'] === '' && from['current-context']) {
    config['current-context'] = from['current-context'];
    origins.set('current-context', file);
  }
}

const clusterPaths = ['certificate-authority'] as const;
const userPaths = ['client-certificate', 'client-key', 'tokenFile'] as const;

function withAbsolutePaths<E extends KubeconfigCluster | KubeconfigUser>(
  entry: E,
  fields: readonly (keyof E & string)[],
  folder: string,
): E {
  const result = { ...entry };
  for (const name of fields) {
    const path = entry[name];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path))
      Object.assign(result, { [name]: join(folder, path) });
  }
  return result;
}
