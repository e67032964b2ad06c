import { readdir, readFile, readlink } from 'node:fs/promises';
import type { PortHolder } from '../node-network.js';
import { podMark } from './container-environment.js';
import { processesMarked, processesOfSessions, processIds } from './process-table.js';

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
  const listeners = await listenersOn(port, pod.ip);
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
    const listeners = await listenersOn(port, pod.ip);
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

/** Whether a program of this host, whosever it is, accepts connections at an address of it. Elsewhere nothing tells: true. */
export async function isListenedOn({ address, port }: { address: string; port: number }): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return [...(await listenersOn(port, address)).values()].includes(address);
}

/** Whether a program has a port of all addresses of this host at once. */
export async function isListenedOnEverywhere(port: number): Promise<boolean> {
  // No program can listen on the network's own address alone.
  return process.platform === 'linux' && isListenedOn({ address: '127.0.0.0', port });
}

/** Who has a port, in words for a message: a pod, this cluster's proxy, or a program; undefined where nothing tells. */
export async function describeHolder(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const inodes = new Set((await tcpListeners(port)).map(({ inode }) => inode));
  for (const pid of await processIds()) {
    const sockets = (await socketsOf(pid)) ?? [];
    if (sockets.some(({ inode }) => inodes.has(inode))) return describeProcess(pid);
  }
  return undefined;
}

async function describeProcess(pid: number): Promise<string | undefined> {
  const [environment, command, name] = await Promise.all(
    ['environ', 'cmdline', 'comm'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const variable = (key: string) =>
    environment
      ?.split('\0')
      .find((each) => each.startsWith(`${key}=`))
      ?.slice(key.length + 1);
  const pod = variable('POD_NAME');
  if (environment?.includes(podMark('')) && pod) return `pod ${variable('POD_NAMESPACE')}/${pod}`;
  if (pid === process.pid || /\/node-agent\.js\0/.test(command ?? '')) return "the cluster's own proxy, for a Service";
  return name ? `the program ${name.trim()}` : undefined;
}

async function processesOf({ podUid, leaders }: PodProcesses): Promise<Set<number>> {
  const [marked, ofSessions] = await Promise.all([
    processesMarked(new Map([[podMark(podUid), podUid]])),
    processesOfSessions(leaders),
  ]);
  return new Set([...ofSessions, ...marked.keys()]);
}

/** The sockets that accept connections for the pod's address or the host's, by inode, and where to dial them. */
async function listenersOn(port: number, ip: string): Promise<Map<string, string>> {
  const dial = new Map([
    [hexOfIpv4(ip), ip],
    [mappedPrefix + hexOfIpv4(ip), ip],
    [hexOfIpv4('0.0.0.0'), ip],
    ['0'.repeat(32), ip],
    [hexOfIpv4('127.0.0.1'), '127.0.0.1'],
    [mappedPrefix + hexOfIpv4('127.0.0.1'), '127.0.0.1'],
    [ipv6Loopback, '::1'],
  ]);
  const listeners = new Map<string, string>();
  for (const { address, inode } of await tcpListeners(port)) {
    const target = dial.get(address);
    if (target !== undefined) listeners.set(inode, target);
  }
  return listeners;
}

/** All sockets that accept connections at a port, with their addresses as the kernel writes them. */
async function tcpListeners(port: number): Promise<{ address: string; inode: string }[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return tables
    .join('\n')
    .split('\n')
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      const [address = '', hexPort] = local.split(':');
      return state === listening && hexPort === wanted && inode ? [{ address, inode }] : [];
    });
}

/** `TCP_LISTEN` in the kernel's tables. */
const listening = '0A';
/** `::ffff:` and `::1`, in words of the machine's byte order. */
const mappedPrefix = '0000000000000000FFFF0000';
const ipv6Loopback = '00000000000000000000000001000000';

/** The kernel writes addresses as words of the machine's byte order: `0100007F` is 127.0.0.1. */
function hexOfIpv4(ip: string): string {
  const bytes = ip.split('.').map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'));
  return bytes.reverse().join('');
}

interface HeldSocket {
  inode: string;
  /** `/proc/7/fd/3`, and what it links to. */
  descriptor: string;
  link: string;
}

/** The sockets that a process holds; undefined for one that does not show them. */
async function socketsOf(pid: number): Promise<HeldSocket[] | undefined> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EACCES' || error.code === 'EPERM' ? undefined : [],
  );
  if (descriptors === undefined) return undefined;
  const sockets = await Promise.all(
    descriptors.map(async (name) => {
      const descriptor = `${folder}/${name}`;
      const link = await readlink(descriptor).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      return inode === undefined ? [] : [{ inode, descriptor, link }];
    }),
  );
  return sockets.flat();
}
