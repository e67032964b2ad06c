import { deepEqual, isConflict, isNotFound, keyOf, resources, type Service } from '@sampan/api';
import type { Client } from '@sampan/client';
import { loopback } from './desired-listeners.js';

/** Tells where a LoadBalancer Service is reached: the host's loopback address, when all of its ports were free there. */
export async function writeLoadBalancerStatus(client: Client, service: Service, isServed: boolean): Promise<void> {
  const ingress = isServed ? [{ ip: loopback, ipMode: 'Proxy' }] : [];
  if (deepEqual(service.status?.loadBalancer?.ingress ?? [], ingress)) return;
  const patch = { type: 'merge', body: { status: { loadBalancer: ingress.length > 0 ? { ingress } : null } } } as const;
  try {
    await client.resource(resources.services).patch(keyOf(service), patch, { subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}
