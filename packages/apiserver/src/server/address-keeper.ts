import { type IPAddress, resources } from '@sampan/api';
import { serviceAddressesOf } from '../allocators/service-addresses.js';
import { giveAddress } from '../bootstrap/service-allocations.js';
import { keyPrefix } from '../objects/encode-object.js';
import { parseStored } from '../objects/parse-stored.js';
import { followStore } from '../store/follow-store.js';
import type { StoredObject } from '../store/store.js';
import type { ServerContext } from './server-context.js';

/** Gives Services back the addresses whose IPAddress somebody deletes by hand, so that nobody else gets them. */
export async function keepServiceAddresses(server: ServerContext): Promise<{ stop(): void }> {
  async function restore(stored: StoredObject): Promise<void> {
    const { metadata, spec } = parseStored(stored) as IPAddress;
    const { resource = '', namespace = '', name = '' } = spec?.parentRef ?? {};
    const address = metadata.name ?? '';
    const service = resource === 'services' ? server.objects.services.get(namespace, name) : undefined;
    if (service === undefined || !serviceAddressesOf(service).includes(address)) return;
    await giveAddress(server, address, service);
  }

  return followStore(server.store, keyPrefix(resources.ipAddresses), {
    reset: () => {},
    changed: (events) => {
      for (const { type, object } of events) if (type === 'delete') restore(object).catch(server.logError);
    },
  });
}
