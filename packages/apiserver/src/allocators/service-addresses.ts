import {
  findCondition,
  type IPAddress,
  isAlreadyExists,
  isNotFound,
  type Service,
  type ServiceCIDR,
} from '@sampan/api';
import { type ObjectAccess, serverUser } from '../objects/object-access.js';
import type { RandomSource } from '../server/random.js';
import { type AddressRange, parseAddressRange } from './address-range.js';
import { AllocationError } from './allocation-error.js';
import { pickFree } from './pick-free.js';

/** Who has an address. */
export interface AddressHolder {
  readonly namespace: string;
  readonly name: string;
}

/** The cluster addresses of Services: each that somebody has is an IPAddress, out of the range of a ServiceCIDR. */
export interface ServiceAddresses {
  /** Takes a free address, or the one asked for. Rejects with an AllocationError in Kubernetes' words. */
  allocate(holder: AddressHolder, options: { requested?: string | undefined; dryRun: boolean }): Promise<string>;
  /** Gives back an address; one that nobody has is none to give back. */
  release(address: string): Promise<void>;
}

interface ServiceAddressesOptions {
  /** Asked when needed: the server that it belongs to may not be made yet. */
  readonly objects: Pick<ObjectAccess, 'ipAddresses' | 'serviceCidrs'>;
  readonly random: Pick<RandomSource, 'below'>;
}

/** What marks the addresses that the server gives. */
const managedBy = 'ipaddress.kubernetes.io/managed-by';
const managedLabels = { 'ipaddress.kubernetes.io/ip-family': 'IPv4', [managedBy]: 'ipallocator.k8s.io' };

export function createServiceAddresses({ objects, random }: ServiceAddressesOptions): ServiceAddresses {
  const isTaken = (address: string) => objects.ipAddresses.get('', address) !== undefined;

  /** Makes the address the holder's; false: somebody was faster. */
  async function take(address: string, holder: AddressHolder, dryRun: boolean): Promise<boolean> {
    try {
      await objects.ipAddresses.create(ipAddressOf(address, holder), { user: serverUser, dryRun });
      return true;
    } catch (error) {
      if (isAlreadyExists(error)) return false;
      throw error;
    }
  }

  async function takeRequested(requested: string, holder: AddressHolder, dryRun: boolean): Promise<string> {
    const refuse = (why: string) => new AllocationError(`failed to allocate IP ${requested}: ${why}`);
    const ranges = usableRanges(await objects.serviceCidrs.list());
    if (!ranges.some((range) => holds(range, requested))) {
      throw refuse('the provided network does not match the current range');
    }
    if (!(await take(requested, holder, dryRun))) throw refuse('provided IP is already allocated');
    return requested;
  }

  async function takeAny(holder: AddressHolder, dryRun: boolean): Promise<string> {
    for (const range of usableRanges(await objects.serviceCidrs.list())) {
      for (let address = pick(range); address !== undefined; address = pick(range)) {
        if (await take(address, holder, dryRun)) return address;
      }
    }
    throw new AllocationError('failed to allocate a serviceIP: range is full');
  }

  function pick(range: AddressRange): string | undefined {
    const { size } = range;
    const offset = pickFree({
      ...{ size, reserved: staticBand(size), random },
      isTaken: (number) => number === 0 || number === size - 1 || isTaken(range.addressAt(number)),
    });
    return offset === undefined ? undefined : range.addressAt(offset);
  }

  return {
    allocate: (holder, { requested, dryRun }) =>
      requested === undefined ? takeAny(holder, dryRun) : takeRequested(requested, holder, dryRun),
    release: async (address) => {
      try {
        await objects.ipAddresses.delete({ namespace: '', name: address }, { user: serverUser });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

/** The IPAddress by which a Service has an address. */
export function ipAddressOf(address: string, { namespace, name }: AddressHolder): IPAddress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: address, labels: managedLabels },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}

/** Whether the server gave the address; others are none of its business. */
export function isManaged({ metadata }: IPAddress): boolean {
  return metadata.labels?.[managedBy] === managedLabels[managedBy];
}

/** The addresses of which a Service is said to be the holder. */
export function serviceAddressesOf({ spec }: Service): string[] {
  return (spec.clusterIPs ?? []).filter((address) => address !== '' && address !== 'None');
}

/** The first address that a Service can have: that of `kubernetes`. */
export function firstServiceAddress(cidr: string): string {
  return parseAddressRange(cidr).addressAt(1);
}

/** The IPv4 ranges of which addresses may be given. A ServiceCIDR that nobody has judged yet is ready. */
function usableRanges(cidrs: readonly ServiceCIDR[]): AddressRange[] {
  return cidrs
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .filter(({ status }) => findCondition(status?.conditions, 'Ready')?.status !== 'False')
    .flatMap(({ spec }) => spec?.cidrs ?? [])
    .filter((cidr) => !cidr.includes(':'))
    .map(parseAddressRange);
}

/** The first address names the network, the last one everybody in it. */
function holds(range: AddressRange, address: string): boolean {
  const offset = range.offsetOf(address);
  return offset !== undefined && offset !== 0 && offset !== range.size - 1;
}

/** The lower part of the range is left to those who ask for an address, as KEP-3070 has it. */
function staticBand(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
}
