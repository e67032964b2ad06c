import { spawnSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestCluster } from '../../support/cluster.js';
import { call } from '../../support/http.js';

/** A Pod whose program holds a lock for as long as it runs, and writes down each of its starts. */
export interface LockedPod {
  readonly name: string;
  readonly uid: string;
  readonly isReady: boolean;
  readonly restarts: number;
}

/** The Pods of one Deployment, and what their programs have written into a folder of the host's. */
export interface LockedPods {
  list(): Promise<LockedPod[]>;
  /** The process ids of a Pod's program, one for each start. */
  starts(pod: string): Promise<number[]>;
  /** Whether the program of a Pod runs: the kernel frees a lock with its last holder. */
  isLocked(pod: string): boolean;
  /** What programs wrote that found their lock taken: they ran twice. */
  violations(): Promise<string[]>;
}

export async function deployLockedPods(cluster: TestCluster, replicas: number): Promise<LockedPods> {
  const folder = path.join(cluster.home, 'locks');
  await mkdir(folder);
  const body = deployment(folder, replicas);
  await call(cluster, '/apis/apps/v1/namespaces/default/deployments', { method: 'POST', body });
  await cluster.kubectl('rollout', 'status', 'deployment/locked', '--timeout=180s');
  const linesOf = async (file: string) => {
    const text = await readFile(path.join(folder, file), 'utf8').catch(ifMissing(''));
    return text.split('\n').filter((line) => line !== '');
  };
  return {
    list: async () => {
      const { json } = await call(cluster, '/api/v1/namespaces/default/pods?labelSelector=app%3Dlocked');
      return json.items.map(podOf);
    },
    starts: async (pod) => (await linesOf(`${pod}.starts`)).map(Number),
    isLocked: (pod) => spawnSync('flock', ['-n', path.join(folder, `${pod}.lock`), 'true']).status === 1,
    violations: () => linesOf('violations'),
  };
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return value;
  };
}

/**
 * The lock is on a descriptor that the program keeps: it ends with the process, however that ends. In a command two dollar
 * signs are one.
 */
const program = `
exec 9>"$FOLDER/$POD_NAME.lock"
flock -n 9 || { echo "$POD_NAME runs twice" >>"$FOLDER/violations"; exit 1; }
echo $$$$ >>"$FOLDER/$POD_NAME.starts"
exec sleep 1000000
`;

function deployment(folder: string, replicas: number): object {
  const labels = { app: 'locked' };
  const env = [
    { name: 'FOLDER', value: folder },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  const containers = [{ name: 'main', image: 'host', command: ['sh', '-c', program], env }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'locked' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

function podOf({ metadata, status }: any): LockedPod {
  const [container] = status.containerStatuses ?? [];
  return {
    name: metadata.name,
    uid: metadata.uid,
    isReady: container?.ready ?? false,
    restarts: container?.restartCount ?? 0,
  };
}
