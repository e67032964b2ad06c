import { join } from 'node:path';

/**
 * Where the process driver keeps what outlives the agent:
 *
 *     <rootDir>/pods/<uid>/sandbox.json               name, namespace, address
 *                         /volumes/<name>/            the pod's volumes
 *                         /containers/<name>/root/    what the container sees at its mount paths
 *                                           /<attempt>/container.json   what was started
 *                                                     /start.sh         how
 *                                                     /environment      with what environment
 *                                                     /alive            a fifo, held open while the program lives
 *                                                     /pid              process id and start time
 *                                                     /exit             exit code
 *                                                     /stdin      a fifo: the program's input
 *                                                     /stdin-held a fifo: opening it lets go of an input that ends
 *                                                     /stdout, stderr   raw output
 *                                                     /log              the same with times, as CRI logs have them
 */
export interface ContainerFolder {
  readonly path: string;
  readonly description: string;
  readonly startScript: string;
  readonly environment: string;
  readonly alive: string;
  readonly pid: string;
  readonly exit: string;
  readonly stdin: string;
  readonly stdinHeld: string;
  readonly log: string;
  readonly previousLog: string;
  readonly terminationMessage: string;
}

export function containerFolder(podFolder: string, name: string, attempt: number): ContainerFolder {
  const path = join(podFolder, 'containers', name, String(attempt));
  return {
    path,
    description: join(path, 'container.json'),
    startScript: join(path, 'start.sh'),
    environment: join(path, 'environment'),
    alive: join(path, 'alive'),
    pid: join(path, 'pid'),
    exit: join(path, 'exit'),
    stdin: join(path, 'stdin'),
    stdinHeld: join(path, 'stdin-held'),
    log: join(path, 'log'),
    previousLog: join(path, '..', String(attempt - 1), 'log'),
    terminationMessage: join(path, 'termination-log'),
  };
}

export function podsFolder(rootDir: string): string {
  return join(rootDir, 'pods');
}

export function podFolder(rootDir: string, podUid: string): string {
  return join(podsFolder(rootDir), podUid);
}

/** What stands for the container's `/`: relative paths start here, and mount paths are links below it. */
export function rootView(podFolderPath: string, name: string): string {
  return join(podFolderPath, 'containers', name, 'root');
}

/** The record of the pod's sandbox. */
export function sandboxFile(podFolderPath: string): string {
  return join(podFolderPath, 'sandbox.json');
}
