import { readFile } from 'node:fs/promises';

/** A socket of this host that accepts connections, as the kernel tells of it. */
export interface TcpListener {
  /** As the kernel writes it: see {@link hexOfIpv4}. */
  address: string;
  port: number;
  inode: string;
}

/** All sockets that accept connections, of IPv4 and IPv6. None where there is no `/proc`. */
export async function tcpListeners(): Promise<TcpListener[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) => table.split('\n').slice(1)).flatMap(parseLine);
}

function parseLine(line: string): TcpListener[] {
  const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
  const [address = '', port = ''] = local.split(':');
  return state === listening && inode ? [{ address, port: Number.parseInt(port, 16), inode }] : [];
}

/** `TCP_LISTEN` in the kernel's tables. */
const listening = '0A';

/** The kernel writes addresses as words of the machine's byte order: `0100007F` is 127.0.0.1 on most. */
export function hexOfIpv4(ip: string): string {
  const bytes = Uint8Array.from(ip.split('.').map(Number));
  const [word = 0] = new Uint32Array(bytes.buffer);
  return word.toString(16).toUpperCase().padStart(8, '0');
}

/**
 * The sockets that accept connections made to a port of an address, by inode, and where to dial them: those of the
 * address itself, of all addresses, and of the host's loopback.
 */
export async function listenersFor(ip: string, port: number): Promise<Map<string, string>> {
  const dial = new Map([
    [hexOfIpv4(ip), ip],
    [mappedPrefix + hexOfIpv4(ip), ip],
    [hexOfIpv4('0.0.0.0'), ip],
    ['0'.repeat(32), ip],
    [hexOfIpv4('127.0.0.1'), '127.0.0.1'],
    [mappedPrefix + hexOfIpv4('127.0.0.1'), '127.0.0.1'],
    [ipv6Loopback, '::1'],
  ]);
  const listeners = (await tcpListeners()).filter((each) => each.port === port);
  return new Map(
    listeners.flatMap(({ address, inode }): [string, string][] => {
      const target = dial.get(address);
      return target === undefined ? [] : [[inode, target]];
    }),
  );
}

/** `::ffff:` and `::1`, in words of the machine's byte order. */
const mappedPrefix = '0000000000000000FFFF0000';
const ipv6Loopback = '00000000000000000000000001000000';

/** Whether a program of this host, whosever it is, accepts connections at an address of it. Elsewhere nothing tells: true. */
export async function isListenedOn({ address, port }: { address: string; port: number }): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return [...(await listenersFor(address, port)).values()].includes(address);
}

/** Whether a program has a port of all addresses of this host at once. */
export async function isListenedOnEverywhere(port: number): Promise<boolean> {
  // No program can listen on the network's own address alone.
  return process.platform === 'linux' && isListenedOn({ address: '127.0.0.0', port });
}
