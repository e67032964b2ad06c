import { mkdir, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Kubeconfig, KubeconfigCluster, KubeconfigContext, KubeconfigUser } from './kubeconfig.js';
import { emptyKubeconfig, readKubeconfigFile } from './yaml-file.js';

/** The kubeconfig in `file` alone; an empty one when there is no such file. */
export async function readKubeconfig(file: string): Promise<Kubeconfig> {
  return (await readKubeconfigFile(file)) ?? emptyKubeconfig();
}

/** Replaces `file` in one step, readable by its owner alone; a symbolic link stays one. */
export async function writeKubeconfig(file: string, config: Kubeconfig): Promise<void> {
  const { stringify } = await import('yaml');
  await mkdir(dirname(file), { recursive: true, mode: 0o750 });
  const target = await realpath(file).catch(() => file);
  const temporary = `${target}.${process.pid}.tmp`;
  await writeFile(temporary, stringify(ordered(config), kubectlStyle), { mode: 0o600 });
  await rename(temporary, target);
}

/** As kubectl writes it: YAML 1.1, in which `y` and `n` need quotes, keys in order, lists flush with their key. */
const kubectlStyle = { lineWidth: 0, version: '1.1', indentSeq: false, sortMapEntries: true } as const;

export interface ContextEntry {
  name: string;
  cluster: KubeconfigCluster;
  user: KubeconfigUser;
  /** The rest of the context: its namespace for example. */
  context?: Partial<KubeconfigContext>;
  makeCurrent: boolean;
}

/** Puts a context with its cluster and its user, all called `name`, into `file`; everything else stays as it is. */
export async function mergeContext(
  file: string,
  { name, cluster, user, context, makeCurrent }: ContextEntry,
): Promise<void> {
  await changeKubeconfig(file, (config) => {
    put(config.clusters, { name, cluster });
    put(config.users, { name, user });
    put(config.contexts, { name, context: { cluster: name, user: name, ...context } });
    if (makeCurrent) config['current-context'] = name;
  });
}

/** Takes the context `name` out of `file` again, with the cluster and the user of the same name. */
export async function removeContext(file: string, name: string): Promise<void> {
  if ((await readKubeconfigFile(file)) === undefined) return;
  await changeKubeconfig(file, (config) => {
    config.clusters = config.clusters.filter((entry) => entry.name !== name);
    config.users = config.users.filter((entry) => entry.name !== name);
    config.contexts = config.contexts.filter((entry) => entry.name !== name);
    if (config['current-context'] === name) config['current-context'] = '';
  });
}

/** Reads, changes and writes `file` while nobody else does: `FILE.lock` is the lock that kubectl takes too. */
export async function changeKubeconfig(file: string, change: (config: Kubeconfig) => void): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o750 });
  const lock = `${file}.lock`;
  const handle = await open(lock, 'wx').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new Error(`open ${lock}: file exists; if no other program is writing ${file}, remove ${lock}`, { cause });
  });
  try {
    const config = await readKubeconfig(file);
    change(config);
    await writeKubeconfig(file, config);
  } finally {
    await handle.close();
    await rm(lock, { force: true });
  }
}

function put<E extends { name: string }>(entries: E[], entry: E): void {
  const at = entries.findIndex(({ name }) => name === entry.name);
  if (at === -1) entries.push(entry);
  else entries[at] = entry;
}

/** The entries by name, and the fields in the order in which kubectl writes them. */
function ordered(config: Kubeconfig): Record<string, unknown> {
  const { apiVersion, kind, preferences, clusters, users, contexts, 'current-context': current, ...others } = config;
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return {
    apiVersion,
    clusters: [...clusters].sort(byName).map(({ name, cluster }) => ({ cluster, name })),
    contexts: [...contexts].sort(byName).map(({ name, context }) => ({ context, name })),
    'current-context': current,
    kind,
    preferences: preferences ?? {},
    users: [...users].sort(byName).map(({ name, user }) => ({ name, user })),
    ...others,
  };
}
