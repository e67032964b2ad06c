import type { Endpoint, EndpointSlice, Service, ServicePort } from '@sampan/api';
import { type ProxyPlace, withinTopology } from './endpoint-topology.js';

/** A port that the proxy listens on, and where it passes connections on to. */
export interface DesiredListener {
  protocol: 'TCP' | 'UDP';
  address: string;
  port: number;
  service: Service;
  role: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  targets: readonly Target[];
  /** How long a client keeps its endpoint; undefined without session affinity. */
  affinityMs?: number;
}

export interface Target {
  address: string;
  port: number;
}

/** Where NodePort and LoadBalancer Services are reached from the host. */
export const loopback = '127.0.0.1';

const defaultAffinitySeconds = 10_800;

/**
 * What the proxy is to listen on for a Service. A port without endpoints has no listener, so that clients are refused,
 * as kube-proxy refuses them.
 */
export function desiredListeners(
  service: Service,
  slices: readonly EndpointSlice[],
  place: ProxyPlace,
): DesiredListener[] {
  const { spec } = service;
  if (spec === undefined || spec.type === 'ExternalName') return [];
  const affinityMs =
    spec.sessionAffinity === 'ClientIP'
      ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds) * 1000
      : undefined;
  return (spec.ports ?? []).flatMap((port) => {
    const protocol = port.protocol ?? 'TCP';
    const targets = targetsOf(port, slices, place);
    if ((protocol !== 'TCP' && protocol !== 'UDP') || targets.length === 0) return [];
    const common = { protocol, service, targets, ...(affinityMs === undefined ? {} : { affinityMs }) } as const;
    return addressesOf(service, port).map((where) => ({ ...common, ...where }));
  });
}

export function listenerKey({
  protocol,
  address,
  port,
}: Pick<DesiredListener, 'protocol' | 'address' | 'port'>): string {
  return `${protocol} ${address}:${port}`;
}

function addressesOf(
  { spec }: Service,
  { port, nodePort }: ServicePort,
): Pick<DesiredListener, 'address' | 'port' | 'role'>[] {
  const addresses: Pick<DesiredListener, 'address' | 'port' | 'role'>[] = [];
  const isHeadless = !spec?.clusterIP || spec.clusterIP === 'None';
  // Only IPv4: 127.0.0.0/8 is a whole range of loopback addresses, ::1 is a single one.
  for (const address of isHeadless ? [] : (spec?.clusterIPs ?? [spec?.clusterIP ?? ''])) {
    if (!address.includes(':')) addresses.push({ address, port, role: 'ClusterIP' });
  }
  if (nodePort) addresses.push({ address: loopback, port: nodePort, role: 'NodePort' });
  if (spec?.type === 'LoadBalancer') addresses.push({ address: loopback, port, role: 'LoadBalancer' });
  return addresses;
}

/** The ready endpoints of a port that are near enough; where there are none, those that still serve while they terminate. */
function targetsOf({ name = '' }: ServicePort, slices: readonly EndpointSlice[], place: ProxyPlace): Target[] {
  const known: { endpoint: Endpoint; target: Target }[] = [];
  for (const { addressType, endpoints = [], ports = [] } of slices) {
    if (addressType !== 'IPv4') continue;
    const port = ports.find((other) => (other.name ?? '') === name)?.port;
    // The numbers of slices' ports are not checked when they are written.
    if (port === undefined || port < 1 || port > 65_535) continue;
    for (const endpoint of endpoints) {
      const [address] = endpoint.addresses;
      if (address !== undefined) known.push({ endpoint, target: { address, port } });
    }
  }
  const ready = known.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  const near = withinTopology(ready, ({ endpoint }) => endpoint.hints, place);
  const terminating = known.filter(({ endpoint: { conditions } }) => conditions?.serving && conditions.terminating);
  return (near.length > 0 ? near : terminating).map(({ target }) => target);
}
