import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type KubeconfigCluster,
  KubeconfigError,
  type KubeconfigUser,
  mergeContext,
  removeContext,
} from '@sampan/client';
import { certificateFiles, clusterCertificates } from '../pki/cluster-pki.js';
import { UserError } from '../user-error.js';
import type { ClusterConfig } from './cluster-config.js';
import { type ClusterFolder, kubeconfigFile } from './cluster-folder.js';

/** The context's name: `sampan` for the cluster of that name, `sampan-NAME` for others. */
export function contextName(cluster: string): string {
  return cluster === 'sampan' ? cluster : `sampan-${cluster}`;
}

/** Where the API server answers. */
export function serverUrl(config: ClusterConfig): string {
  return `https://127.0.0.1:${config.port}`;
}

/** The kubeconfig that people's tools read: the one that the cluster was told of, or the first that kubectl would. */
export function userKubeconfig(config: Pick<ClusterConfig, 'kubeconfig'>, env: NodeJS.ProcessEnv): string {
  if (config.kubeconfig !== null) return config.kubeconfig;
  const [first] = (env.KUBECONFIG ?? '').split(path.delimiter).filter((file) => file !== '');
  return path.resolve(first ?? path.join(os.homedir(), '.kube', 'config'));
}

/** Writes a kubeconfig for each component, and `admin.conf`, into the cluster's own folder. */
export async function writeComponentKubeconfigs(folder: ClusterFolder, config: ClusterConfig): Promise<void> {
  await mkdir(folder.kubeconfigs, { recursive: true, mode: 0o700 });
  const names = [
    clusterCertificates.admin,
    clusterCertificates.controllerManager,
    clusterCertificates.scheduler,
    clusterCertificates.serviceProxy,
    ...(config.simulatedNodes === undefined ? [] : [clusterCertificates.nodeSimulator]),
    ...config.nodes.map((node) => node.name),
  ];
  const cluster = await clusterEntry(folder, config);
  await Promise.all(
    names.map(async (name) => {
      const user = await userEntry(folder, name);
      const context = name === clusterCertificates.admin ? contextName(config.name) : name;
      await mergeContext(kubeconfigFile(folder, name), { name: context, cluster, user, makeCurrent: true });
    }),
  );
}

/** Adds the cluster's context to the user's kubeconfig, and makes it the current one. Returns the file. */
export async function addUserContext(
  folder: ClusterFolder,
  config: ClusterConfig,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const file = userKubeconfig(config, env);
  const [cluster, user] = await Promise.all([
    clusterEntry(folder, config),
    userEntry(folder, clusterCertificates.admin),
  ]);
  await withUserKubeconfig(() =>
    mergeContext(file, { name: contextName(config.name), cluster, user, makeCurrent: true }),
  );
  return file;
}

export async function removeUserContext(
  config: Pick<ClusterConfig, 'name' | 'kubeconfig'>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await withUserKubeconfig(() => removeContext(userKubeconfig(config, env), contextName(config.name)));
}

/** What is wrong with the user's own file is for the user to mend. */
async function withUserKubeconfig(change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    throw new UserError(
      error.message,
      'mend the file, or name another one: --kubeconfig FILE, or the variable KUBECONFIG',
    );
  }
}

async function clusterEntry(folder: ClusterFolder, config: ClusterConfig): Promise<KubeconfigCluster> {
  const ca = await readFile(certificateFiles(folder, 'ca').cert);
  return { server: serverUrl(config), 'certificate-authority-data': ca.toString('base64') };
}

async function userEntry(folder: ClusterFolder, name: string): Promise<KubeconfigUser> {
  const files = certificateFiles(folder, name);
  const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
  return { 'client-certificate-data': cert.toString('base64'), 'client-key-data': key.toString('base64') };
}
