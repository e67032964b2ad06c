import { isIP } from 'node:net';
import type { ObjectReference, Pod } from '@sampan/api';
import type { ServerContext } from '../server/server-context.js';
import { blockListOf, specialAddress } from './special-addresses.js';

/** The addresses that belong to a cluster: the `process` driver's Pods have loopback addresses, as its nodes do. */
export interface ClusterAddresses {
  isPodAddress(address: string): boolean;
  /** Whether this is where the API server itself listens. */
  isServer(address: string, port: number): boolean;
  /** Says where that is, once it is known. */
  serverListens(address: string, port: number): void;
}

/** `podCidr` has the ranges of Pods' addresses: `127.64.0.0/16,127.128.0.0/14`. */
export function clusterAddresses(podCidr: string): ClusterAddresses {
  const pods = blockListOf(podCidr.split(','));
  let server: { address: string; port: number } | undefined;
  return {
    isPodAddress: (address) => isIP(address) === 4 && pods.check(address),
    isServer: (address, port) => server?.address === address && server.port === port,
    serverListens: (address, port) => {
      server = { address, port };
    },
  };
}

/** An address that traffic is to be sent to. */
export interface EndpointAddress {
  readonly address: string;
  readonly ports: readonly number[];
  /** Whose address it is said to be, in `namespace`. */
  readonly target?: ObjectReference;
  readonly namespace: string;
}

/**
 * Why traffic may not be sent to an address, in Kubernetes' words; undefined: it may. The one rule about loopback: those
 * are the host's own and nobody leads to them, but for Pods' ranges, Pods that share a node's address, and the API server.
 */
export function endpointProblem(endpoint: EndpointAddress, server: ServerContext): string | undefined {
  const { address, ports } = endpoint;
  const special = specialAddress(address);
  if (special === undefined || special.kind !== 'loopback') return special?.message;
  if (server.addresses.isPodAddress(address)) return undefined;
  if (ports.length > 0 && ports.every((port) => server.addresses.isServer(address, port))) return undefined;
  return podAt(endpoint, server)?.spec.hostNetwork ? undefined : special.message;
}

/** The Pod that an endpoint names, if that Pod really has the address. */
export function podAt({ address, target, namespace }: EndpointAddress, server: ServerContext): Pod | undefined {
  if (target?.kind !== 'Pod' || !target.name) return undefined;
  const pod = server.objects.pods.get(namespace, target.name);
  const addresses = [pod?.status?.podIP, ...(pod?.status?.podIPs ?? []).map(({ ip }) => ip)];
  return addresses.includes(address) ? pod : undefined;
}
