import path from 'node:path';

/**
 * Where a cluster keeps everything it has:
 *
 *   <home>/<name>/
 *     cluster.json           what `sampan up` was told, and the ports it chose
 *     images.json            the programs of this host that stand for images
 *     pki/                   the cluster's CA, certificates, keys and tokens
 *     kubeconfigs/           one file for each component, and admin.conf
 *     db/                    the API server's store
 *     logs/                  one file for each component
 *     run/                   who runs now: a lock for each component
 *     lock/                  the command that works on the cluster now
 *     nodes/<node>/          the node agent's state, pods and container logs
 *     volumes/<volume>/      what was made for claims
 */
export interface ClusterFolder {
  readonly root: string;
  readonly config: string;
  readonly images: string;
  readonly pki: string;
  readonly kubeconfigs: string;
  readonly db: string;
  readonly logs: string;
  readonly run: string;
  readonly nodes: string;
  readonly volumes: string;
  readonly lock: string;
}

export function clusterFolder(home: string, name: string): ClusterFolder {
  const root = path.join(home, name);
  return {
    root,
    config: path.join(root, 'cluster.json'),
    images: path.join(root, 'images.json'),
    pki: path.join(root, 'pki'),
    kubeconfigs: path.join(root, 'kubeconfigs'),
    db: path.join(root, 'db'),
    logs: path.join(root, 'logs'),
    run: path.join(root, 'run'),
    nodes: path.join(root, 'nodes'),
    volumes: path.join(root, 'volumes'),
    lock: path.join(root, 'lock'),
  };
}

/** The folder of one node's agent. */
export function nodeFolder(folder: ClusterFolder, node: string): string {
  return path.join(folder.nodes, node);
}

/** The kubeconfig of a component (`admin`, `controller-manager`, `node-1`). */
export function kubeconfigFile(folder: ClusterFolder, component: string): string {
  return path.join(folder.kubeconfigs, `${component}.conf`);
}

/** The log of a component. */
export function logFile(folder: ClusterFolder, component: string): string {
  return path.join(folder.logs, `${component}.log`);
}
