import type { EndpointSlice, Endpoints, KubernetesObject, Service } from '@sampan/api';
import { firstServiceAddress } from '../allocators/service-addresses.js';

/** An IPv4 address and a port. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/** Where the server is reached. */
export interface ServiceOptions {
  /** The range of Services' addresses, of which `kubernetes` has the first. */
  readonly serviceCidr: string;
  /** Where this server listens; absent: nowhere, it is only called from within its process. */
  readonly listens?: ServerAddress;
}

/** The Service `kubernetes`, by which Pods reach this server, and where it leads. */
export function kubernetesService({ serviceCidr, listens }: ServiceOptions): KubernetesObject[] {
  const serviceAddress = firstServiceAddress(serviceCidr);
  if (listens === undefined) return [service(serviceAddress, 443)];
  return [service(serviceAddress, listens.port), endpoints(listens), endpointSlice(listens)];
}

const name = { name: 'kubernetes', namespace: 'default' };

function service(clusterIP: string, targetPort: number): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...name, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort }] },
  };
}

function endpoints({ address, port }: ServerAddress): Endpoints {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...name, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  };
}

function endpointSlice({ address, port }: ServerAddress): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...name, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
}
