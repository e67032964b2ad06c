import { readlink } from 'node:fs/promises';
import { socketsOf } from '../../processes/held-sockets.js';
import { listenersFor } from '../../processes/tcp-listeners.js';
import type { PortHolder } from '../node-network.js';
import { podMark } from './container-environment.js';
import { processesMarked, processesOfSessions } from './process-table.js';

/** Whose ports are asked about. */
export interface PodProcesses {
  readonly podUid: string;
  readonly ip: string;
  /** The processes that lead its containers' sessions. */
  readonly leaders: ReadonlySet<number>;
}

/**
 * The address at which a program of the pod listens on a port; undefined where none does. Every address of 127.0.0.0/8 is
 * the whole host's: only the process that holds the socket tells whether a port is the pod's. Where there is no `/proc`
 * nothing tells, and the pod's own address has to do.
 */
export async function listenerOfPod(pod: PodProcesses, port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return pod.ip;
  const listeners = await listenersFor(pod.ip, port);
  if (listeners.size === 0) return undefined;
  for (const pid of await processesOf(pod)) {
    for (const { inode } of (await socketsOf(pid)) ?? []) {
      const address = listeners.get(inode);
      if (address !== undefined) return address;
    }
  }
  return undefined;
}

/**
 * Tells who holds a port of a pod's address, as often as probes ask: the descriptor that was found is looked at again
 * before all processes are. Where there is no `/proc`, or a process of the pod does not show its descriptors (one with
 * file capabilities does not), the pod is given the benefit of the doubt.
 */
export class PortHolders {
  readonly #found = new Map<string, { descriptor: string; link: string }>();

  async holder(pod: PodProcesses, port: number): Promise<PortHolder> {
    if (process.platform !== 'linux') return 'pod';
    const key = `${pod.podUid} ${port}`;
    const known = this.#found.get(key);
    if (known !== undefined && (await readlink(known.descriptor).catch(() => '')) === known.link) return 'pod';
    this.#found.delete(key);
    const listeners = await listenersFor(pod.ip, port);
    const atPodAddress = new Set([...listeners].filter(([, address]) => address === pod.ip).map(([inode]) => inode));
    if (atPodAddress.size === 0) return 'nobody';
    let isHidden = false;
    for (const pid of await processesOf(pod)) {
      const sockets = await socketsOf(pid);
      const own = sockets?.find(({ inode }) => atPodAddress.has(inode));
      if (own !== undefined) {
        this.#found.set(key, own);
        return 'pod';
      }
      isHidden ||= sockets === undefined;
    }
    return isHidden ? 'pod' : 'other';
  }

  /** Forgets what was found of a pod. */
  forget(podUid: string): void {
    for (const key of this.#found.keys()) if (key.startsWith(`${podUid} `)) this.#found.delete(key);
  }
}

async function processesOf({ podUid, leaders }: PodProcesses): Promise<Set<number>> {
  const [marked, ofSessions] = await Promise.all([
    processesMarked(new Map([[podMark(podUid), podUid]])),
    processesOfSessions(leaders),
  ]);
  return new Set([...ofSessions, ...marked.keys()]);
}
