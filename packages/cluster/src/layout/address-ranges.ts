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
  /** The range of all Pods: `127.64.0.0/16` to `127.95.0.0/16`. */
  readonly clusterCidr: string;
  /** The range of the node with this number, from 1: `127.64.1.0/24` to `127.95.254.0/24`. */
  podCidr(node: number): string;
}

/** The most nodes that have pod addresses of their own. */
export const maxNodes = 254;

/** The ranges that go with a Service range. */
export function rangesOf(serviceCidr: string): AddressRanges {
  const slot = Number(serviceCidr.split('.')[1]) - 96;
  return {
    serviceCidr,
    clusterCidr: `127.${64 + slot}.0.0/16`,
    podCidr: (node) => `127.${64 + slot}.${node}.0/24`,
  };
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
