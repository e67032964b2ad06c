import { resources, type Service } from '@sampan/api';
import { keyPrefix } from '../objects/encode-object.js';
import type { RandomSource } from '../server/random.js';
import type { Store } from '../store/store.js';
import { type AddressRange, parseAddressRange } from './address-range.js';
import { AllocationError } from './allocation-error.js';
import { NumberPool } from './number-pool.js';

export interface ServiceAllocator {
  /** Takes a free cluster address, or the one asked for. Throws an AllocationError in Kubernetes' words. */
  allocateAddress(requested?: string): string;
  releaseAddress(address: string): void;
  allocateNodePort(requested?: number): number;
  releaseNodePort(port: number): void;
}

interface ServiceAllocatorOptions {
  readonly store: Store;
  /** The range of cluster addresses: a CIDR. */
  readonly addresses: string;
  /** The range of node ports: the first and the last. */
  readonly nodePorts: readonly [number, number];
  readonly random: Pick<RandomSource, 'below'>;
}

/** Hands out cluster addresses and node ports. What is taken is read from the stored ServerContext, never stored by itself. */
export async function createServiceAllocator(options: ServiceAllocatorOptions): Promise<ServiceAllocator> {
  const range = parseAddressRange(options.addresses);
  const [firstPort, lastPort] = options.nodePorts;
  const addresses = new NumberPool(range.size, options.random);
  const ports = new NumberPool(lastPort - firstPort + 1, options.random);
  // The first address names the network, the last one everybody in it.
  addresses.take(0);
  addresses.take(range.size - 1);
  const { items } = await options.store.list({ prefix: keyPrefix(resources.services) });
  for (const { bytes } of items) {
    takeStored(JSON.parse(bytes.toString()) as Service, { range, addresses, ports, firstPort });
  }
  return {
    allocateAddress: (requested) => allocateAddress(addresses, range, requested),
    releaseAddress: (address) => addresses.release(range.offsetOf(address) ?? -1),
    allocateNodePort: (requested) => allocatePort(ports, options.nodePorts, requested),
    releaseNodePort: (port) => ports.release(port - firstPort),
  };
}

/** The first address that a Service can have: that of `kubernetes`. */
export function firstServiceAddress(cidr: string): string {
  return parseAddressRange(cidr).addressAt(1);
}

interface Pools {
  range: AddressRange;
  addresses: NumberPool;
  ports: NumberPool;
  firstPort: number;
}

function takeStored({ spec }: Service, { range, addresses, ports, firstPort }: Pools): void {
  for (const address of spec.clusterIPs ?? []) {
    const offset = range.offsetOf(address);
    if (offset !== undefined) addresses.take(offset);
  }
  for (const port of [...(spec.ports ?? []).map(({ nodePort }) => nodePort), spec.healthCheckNodePort]) {
    if (port) ports.take(port - firstPort);
  }
}

function allocateAddress(pool: NumberPool, range: AddressRange, requested: string | undefined): string {
  if (requested === undefined) {
    const offset = pool.takeAny(staticBand(range.size));
    if (offset === undefined) throw new AllocationError('failed to allocate a serviceIP: range is full');
    return range.addressAt(offset);
  }
  const offset = range.offsetOf(requested);
  const refuse = (why: string) => new AllocationError(`failed to allocate IP ${requested}: ${why}`);
  if (offset === undefined || offset === 0 || offset === range.size - 1) {
    throw refuse('the provided network does not match the current range');
  }
  if (!pool.take(offset)) throw refuse('provided IP is already allocated');
  return requested;
}

function allocatePort(
  pool: NumberPool,
  [first, last]: readonly [number, number],
  requested: number | undefined,
): number {
  if (requested === undefined) {
    const offset = pool.takeAny(portStaticBand(last - first + 1));
    if (offset === undefined) throw new AllocationError('failed to allocate a nodePort: range is full');
    return first + offset;
  }
  if (requested < first || requested > last) {
    throw new AllocationError(`provided port is not in the valid range. The range of valid ports is ${first}-${last}`);
  }
  if (!pool.take(requested - first)) throw new AllocationError('provided port is already allocated');
  return requested;
}

/** The lower part of the range is left to those who ask for an address, as KEP-3070 has it. */
function staticBand(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
}

/** The same for ports, as KEP-3668 has it. */
function portStaticBand(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}
