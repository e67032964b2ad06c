import type { KubernetesObject, ServiceCIDR } from '@sampan/api';
import { localServices } from '../aggregation/local-services.js';
import type { ServerContext } from '../server/server-context.js';
import { type ExtensionAuthentication, extensionAuthentication } from './extension-authentication.js';
import { flowControlObjects } from './flow-control.js';
import { kubernetesService, type ServiceOptions } from './kubernetes-service.js';
import { priorityClasses } from './priority-classes.js';
import { policyObjects } from './rbac-objects.js';
import { reconcile } from './reconcile.js';
import { repairServiceAllocations } from './service-allocations.js';

const namespaceNames = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/**
 * Creates what every cluster has from the start: namespaces, a range of addresses, the roles of people and components, the `kubernetes`
 * Service. What is there already is only completed, and nothing is written where nothing is missing.
 */
export async function bootstrap(
  server: ServerContext,
  options: ServiceOptions & ExtensionAuthentication,
): Promise<void> {
  const { listens } = options;
  if (listens !== undefined) server.addresses.serverListens(listens.address, listens.port);
  await reconcile(server, [...namespaceNames.map(namespaceOf), serviceCidrOf(options)]);
  await repairServiceAllocations(server);
  await reconcile(server, [
    ...policyObjects(),
    ...priorityClasses(),
    ...flowControlObjects(),
    ...kubernetesService(options),
    ...localServices(server.resources, 'builtIn'),
    ...extensionAuthentication(options),
  ]);
}

/** The range of which Services get their addresses until somebody adds another. */
function serviceCidrOf({ serviceCidr }: ServiceOptions): KubernetesObject {
  const spec = { cidrs: [serviceCidr] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec,
  } as ServiceCIDR;
}

function namespaceOf(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
