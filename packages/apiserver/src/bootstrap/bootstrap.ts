import type { KubernetesObject } from '@sampan/api';
import type { Services } from '../server/services.js';
import { kubernetesService, type ServerAddress } from './kubernetes-service.js';
import { priorityClasses } from './priority-classes.js';
import { policyObjects } from './rbac-objects.js';
import { reconcile } from './reconcile.js';

export interface BootstrapOptions {
  /** The cluster address of the `kubernetes` Service: the first of the range. */
  readonly serviceAddress: string;
  /** Where this server listens; absent: nowhere, it is only called from within its process. */
  readonly server?: ServerAddress;
}

const namespaceNames = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/**
 * Creates what every cluster has from the start: namespaces, the roles of people and components, the `kubernetes`
 * Service. What is there already is only completed, and nothing is written where nothing is missing.
 */
export async function bootstrap(services: Services, options: BootstrapOptions): Promise<void> {
  const { server } = options;
  if (server !== undefined) services.addresses.serverListens(server.address, server.port);
  await reconcile(services, namespaceNames.map(namespaceOf));
  await reconcile(services, [...policyObjects(), ...priorityClasses(), ...kubernetesService(options)]);
}

function namespaceOf(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
