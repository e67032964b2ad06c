import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { UserError } from '../user-error.js';
import { rangesOf } from './address-ranges.js';
import type { ClusterFolder } from './cluster-folder.js';
import type { ExtraConfig } from './extra-config.js';

/** What a cluster is made of, as `cluster.json` keeps it from one `sampan up` to the next. */
export interface ClusterConfig {
  readonly name: string;
  /** The API server's port on 127.0.0.1; stays the same, because kubeconfigs name it. */
  readonly port: number;
  readonly nodes: readonly NodeConfig[];
  /** How many nodes there are besides, on which nothing runs. */
  readonly simulatedNodes?: number;
  /** How many Pods each node takes; 110 where it is not said. */
  readonly maxPods?: number;
  readonly driver: 'auto' | 'process';
  readonly serviceCidr: string;
  /** Which versions of the API are shown, or not served: kube-apiserver's `--runtime-config`. */
  readonly runtimeConfig?: string;
  /** What the processes are told besides. */
  readonly extraConfig?: ExtraConfig;
  /** The kubeconfig that has the cluster's context; null: the user's own. */
  readonly kubeconfig: string | null;
}

export interface NodeConfig {
  readonly name: string;
  /** The addresses of the node's pods. */
  readonly podCidr: string;
}

/** `count` nodes, `node-1` first, each with addresses of its own for its Pods; those that were there keep theirs. */
export function nodeConfigs(
  count: number,
  { serviceCidr, maxPods, nodes = [] }: { serviceCidr: string; maxPods?: number; nodes?: readonly NodeConfig[] },
): NodeConfig[] {
  const { podCidr } = rangesOf(serviceCidr);
  return Array.from(
    { length: count },
    (_, index) => nodes[index] ?? { name: `node-${index + 1}`, podCidr: podCidr(index + 1, maxPods) },
  );
}

/** The configuration of a cluster that was created before; undefined when there is none. */
export async function readClusterConfig(folder: ClusterFolder): Promise<ClusterConfig | undefined> {
  const text = await readFile(folder.config, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ClusterConfig;
  } catch (error) {
    throw new UserError(
      `${folder.config} is not valid JSON: ${(error as Error).message}`,
      'mend the file, or remove the cluster with `sampan delete`',
    );
  }
}

/** As {@link readClusterConfig}, for commands that make no sense without a cluster. */
export async function requireClusterConfig(folder: ClusterFolder, name: string): Promise<ClusterConfig> {
  const config = await readClusterConfig(folder);
  if (config !== undefined) return config;
  throw new UserError(`there is no cluster named "${name}"`, 'create it with `sampan up`, or see `sampan list`');
}

export async function writeClusterConfig(folder: ClusterFolder, config: ClusterConfig): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  const temporary = `${folder.config}.new`;
  await writeFile(temporary, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(temporary, folder.config);
}
