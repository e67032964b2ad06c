import type { NodePorts } from './node-ports.js';
import type { ServiceAddresses } from './service-addresses.js';

/** What Services may not share. Both are kept in the store, written with preconditions: no server remembers them. */
export interface ServiceAllocator {
  readonly addresses: ServiceAddresses;
  readonly nodePorts: NodePorts;
}
