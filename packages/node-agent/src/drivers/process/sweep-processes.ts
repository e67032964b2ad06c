import { readdir, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { statFields } from '../../processes/process-identity.js';
import { hexOfIpv4, tcpListeners } from '../../processes/tcp-listeners.js';
import { podMark } from './container-environment.js';
import { processesMarked, processIds } from './process-table.js';

/** A pod whose processes are looked for. */
export interface SweptPod {
  podUid: string;
  /** The pod's folder. */
  folder: string;
  /** The pod's own address; none for a pod on the host's network. */
  ip?: string;
}

interface Plan {
  pods: SweptPod[];
  done: Promise<Map<string, number[]>>;
}

let planned: Plan | undefined;

/**
 * Kills what is left of a pod's processes wherever they went, where `/proc` tells of them: those that carry the pod's
 * mark in their environment; those without a terminal that have their working folder or an open file in the pod's
 * folder; those that listen on the pod's address; and what descends from any of these. Answers what could not be
 * killed. Sweeps that are asked for together look through the processes once.
 */
export async function sweepProcesses(pod: SweptPod): Promise<number[]> {
  if (planned === undefined) {
    const pods: SweptPod[] = [];
    planned = { pods, done: new Promise((resolve) => setImmediate(resolve)).then(() => sweep(pods)) };
  }
  planned.pods.push(pod);
  return (await planned.done).get(pod.podUid) ?? [];
}

async function sweep(pods: readonly SweptPod[]): Promise<Map<string, number[]>> {
  planned = undefined;
  const left = new Map<string, number[]>();
  if (process.platform !== 'linux') return left;
  // Once more after the first round: what forked in between, and what only now shows as a listener's owner.
  for (let round = 0; round < 2; round++) {
    left.clear();
    for (const [pid, podUid] of await processesOf(pods)) {
      if (kill(pid)) continue;
      left.set(podUid, [...(left.get(podUid) ?? []), pid]);
    }
  }
  return left;
}

/** False for a process that is there and not ours to kill. */
function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function processesOf(pods: readonly SweptPod[]): Promise<Map<number, string>> {
  const [pids, marked, listeners] = await Promise.all([
    processIds(),
    processesMarked(new Map(pods.map(({ podUid }) => [podMark(podUid), podUid]))),
    listenersOn(pods),
  ]);
  const found = new Map(marked);
  await Promise.all(
    pids.map(async (pid) => {
      if (found.has(pid) || pid <= 1 || pid === process.pid) return;
      const podUid = await podByFiles(pid, pods, listeners);
      if (podUid !== undefined) found.set(pid, podUid);
    }),
  );
  return withDescendants(found, pids);
}

/** A person's shell in the pod's folder, or an editor on one of its files, has a terminal: no container has. */
async function podByFiles(
  pid: number,
  pods: readonly SweptPod[],
  listeners: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const links = await openFiles(pid);
  for (const link of links) {
    const listener = listeners.get(link);
    if (listener !== undefined) return listener;
  }
  const hasTerminal = (statFields(pid)?.[4] ?? '0') !== '0';
  if (hasTerminal) return undefined;
  return pods.find(({ folder }) => links.some((link) => link === folder || link.startsWith(folder + sep)))?.podUid;
}

/** What a process works on: paths, and `socket:[inode]`. Nothing of one that is gone, or somebody else's. */
async function openFiles(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = [`/proc/${pid}/cwd`, ...names.map((name) => `/proc/${pid}/fd/${name}`)];
  return Promise.all(links.map((link) => readlink(link).catch(() => '')));
}

/** The sockets that listen on the pods' addresses, as `/proc/PID/fd` shows them, with the pods' uids. */
async function listenersOn(pods: readonly SweptPod[]): Promise<Map<string, string>> {
  const owners = new Map(pods.flatMap(({ ip, podUid }) => (ip === undefined ? [] : [[hexOfIpv4(ip), podUid]])));
  return new Map(
    (await tcpListeners()).flatMap(({ address, inode }): [string, string][] => {
      // IPv6 has an address of IPv4 in its last four bytes.
      const owner = owners.get(address.slice(-8));
      return owner === undefined ? [] : [[`socket:[${inode}]`, owner]];
    }),
  );
}

function withDescendants(found: Map<number, string>, pids: readonly number[]): Map<number, string> {
  const parents = new Map(pids.map((pid) => [pid, Number(statFields(pid)?.[1] ?? 0)]));
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid, parent] of parents) {
      const podUid = found.get(parent);
      if (podUid === undefined || found.has(pid) || pid === process.pid) continue;
      found.set(pid, podUid);
      grew = true;
    }
  }
  return found;
}
