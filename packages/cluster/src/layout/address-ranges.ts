import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { UserError } from '../user-error.js';

/** How many clusters can run on one host at the same time. */
const slots = 32;
/** No Service gets this address: the last of the range. Whoever listens on it has the ranges of its slot. */
const claimPort = 6443;

/** The addresses of a cluster: ranges of the loopback network, so that they work without privileges. */
export interface AddressRanges {
  /** `127.96.0.0/16` to `127.127.0.0/16`. */
  readonly serviceCidr: string;
  /**
   * The ranges of all Pods, separated by commas: `127.64.0.0/16` to `127.95.0.0/16`, and for many nodes or Pods
   * `127.128.0.0/14` to `127.252.0.0/14`.
   */
  readonly clusterCidr: string;
  /** The range of the node with this number, from 1: `127.64.1.0/24` to `127.95.254.0/24` while that has room. */
  podCidr(node: number, maxPods?: number): string;
}

/** How many Pods a node takes unless it is told otherwise, as the kubelet. */
export const defaultMaxPods = 110;
/** The most that a node may be told to take. */
export const mostPods = 65_534;
/** What a small range has: node numbers, and addresses of a node. */
const small = 254;
/** The addresses of a `/14`. */
const wideSize = 2 ** 18;

/** The most nodes that have addresses for so many Pods each. */
export function maxNodes(maxPods = defaultMaxPods): number {
  return wideSize / nodeSize(maxPods) - 1;
}

/** The ranges that go with a Service range. */
export function rangesOf(serviceCidr: string): AddressRanges {
  const slot = Number(serviceCidr.split('.')[1]) - 96;
  return {
    serviceCidr,
    clusterCidr: `127.${64 + slot}.0.0/16,127.${128 + 4 * slot}.0.0/14`,
    podCidr: (node, maxPods = defaultMaxPods) => {
      if (node <= small && maxPods <= small) return `127.${64 + slot}.${node}.0/24`;
      const size = nodeSize(maxPods);
      const first = node * size;
      const [high, middle] = [128 + 4 * slot + Math.floor(first / 65_536), Math.floor(first / 256) % 256];
      return `127.${high}.${middle}.0/${32 - Math.log2(size)}`;
    },
  };
}

/** A power of two with room for the Pods and for the first and the last address, which are nobody's. */
function nodeSize(maxPods: number): number {
  return Math.max(256, 2 ** Math.ceil(Math.log2(maxPods + 2)));
}

/**
 * A Service range that is neither in `taken` nor in use by a running cluster, of whatever home. `identity` decides
 * where to begin, so that clusters of several homes seldom want the same range.
 */
export async function chooseServiceCidr(taken: readonly string[], identity: string): Promise<string> {
  const { serviceCidr, claim } = await claimFreeRanges(taken, identity);
  await new Promise((resolve) => claim.close(resolve));
  return serviceCidr;
}

/** The same, kept from others until the claim is closed. */
export async function claimFreeRanges(
  taken: readonly string[],
  identity: string,
): Promise<{ serviceCidr: string; claim: Server }> {
  const first = createHash('sha256').update(identity).digest().readUInt8();
  for (let offset = 0; offset < slots; offset++) {
    const serviceCidr = `127.${96 + ((first + offset) % slots)}.0.0/16`;
    if (taken.includes(serviceCidr)) continue;
    const claim = await claimRanges(serviceCidr).catch(() => undefined);
    if (claim !== undefined) return { serviceCidr, claim };
  }
  throw new UserError(`${slots} clusters have taken all addresses of this host`, 'remove one with `sampan delete`');
}

/** Keeps other clusters of this host from the ranges, until the server is closed. Rejects when one has them. */
export function claimRanges(serviceCidr: string): Promise<Server> {
  const [a, b] = serviceCidr.split('.');
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError(
              `another running cluster has the addresses ${serviceCidr}`,
              'stop it with `sampan down` first',
            )
          : error,
      ),
    );
    server.listen(claimPort, `${a}.${b}.255.254`, () => resolve(server));
  });
}
