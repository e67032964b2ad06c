import type { KubernetesObject } from '@sampan/api';
import type { ServerContext } from '../server/server-context.js';
import { kubernetesService, type ServiceOptions } from './kubernetes-service.js';
import { priorityClasses } from './priority-classes.js';
import { policyObjects } from './rbac-objects.js';
import { reconcile } from './reconcile.js';

const namespaceNames = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/**
 * Creates what every cluster has from the start: namespaces, the roles of people and components, the `kubernetes`
 * Service. What is there already is only completed, and nothing is written where nothing is missing.
 */
export async function bootstrap(server: ServerContext, options: ServiceOptions): Promise<void> {
  const { listens } = options;
  if (listens !== undefined) server.addresses.serverListens(listens.address, listens.port);
  await reconcile(server, namespaceNames.map(namespaceOf));
  await reconcile(server, [...policyObjects(), ...priorityClasses(), ...kubernetesService(options)]);
}

function namespaceOf(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
