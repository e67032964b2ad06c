import { deepEqual, type IPAddress, keyOf, type Service } from '@sampan/api';
import { ipAddressOf, isManaged, serviceAddressesOf } from '../allocators/service-addresses.js';
import { serverUser } from '../objects/object-access.js';
import { nodePortsOf } from '../resources/core/services/service-needs.js';
import type { ServerContext } from '../server/server-context.js';

/**
 * Makes true again what Services are said to have, before any request is answered: a server may have died between taking
 * an address and writing the Service that it was for, or have kept its books elsewhere.
 */
export async function repairServiceAllocations(server: ServerContext): Promise<void> {
  const { objects, serviceAllocator } = server;
  const [services, ipAddresses] = await Promise.all([objects.services.list(), objects.ipAddresses.list()]);
  const holders = holdersOf(services);
  await Promise.all([
    serviceAllocator.nodePorts.replace(services.flatMap(({ spec }) => [...nodePortsOf(spec)])),
    ...[...holders].map(([address, service]) => giveAddress(server, address, service)),
    ...ipAddresses
      .filter((ipAddress) => isManaged(ipAddress) && !holders.has(ipAddress.metadata.name ?? ''))
      .map((ipAddress) => serviceAllocator.addresses.release(ipAddress.metadata.name ?? '')),
  ]);
}

/** Gives back to its Service an address that is nobody's, or somebody else's. */
export async function giveAddress({ objects }: ServerContext, address: string, service: Service): Promise<void> {
  const wanted = ipAddressOf(address, keyOf(service));
  const existing = objects.ipAddresses.get('', address);
  if (existing !== undefined) {
    if (isSameHolder(existing, wanted)) return;
    await objects.ipAddresses.delete(keyOf(existing), { user: serverUser });
  }
  await objects.ipAddresses.create(wanted, { user: serverUser });
}

/** Who has which address; of two Services with the same one, the first. */
function holdersOf(services: readonly Service[]): Map<string, Service> {
  const holders = new Map<string, Service>();
  for (const service of services) {
    for (const address of serviceAddressesOf(service)) if (!holders.has(address)) holders.set(address, service);
  }
  return holders;
}

function isSameHolder(ipAddress: IPAddress, wanted: IPAddress): boolean {
  return isManaged(ipAddress) && deepEqual(ipAddress.spec?.parentRef, wanted.spec?.parentRef);
}
