import {
  type DiscoveryV1EndpointPort,
  type Endpoint,
  type EndpointHints,
  isPodReady,
  type Pod,
  type Service,
} from '@sampan/api';
import { hasEndpoint, hostnameOf, targetPortOf } from '../shared/service-pods.js';

export type AddressType = 'IPv4' | 'IPv6';

/** Endpoints that one row of slices can hold: the same address type, and the same ports. */
export interface EndpointGroup {
  addressType: AddressType;
  ports: DiscoveryV1EndpointPort[];
  endpoints: Endpoint[];
}

export interface EndpointsInput {
  service: Service;
  pods: readonly Pod[];
  /** The zone of a node, where it has one. */
  zoneOf(node: string): string | undefined;
}

/** The endpoints that `service` should have, in groups, by address type and ports. */
export function desiredGroups({ service, pods, zoneOf }: EndpointsInput): EndpointGroup[] {
  return addressTypesOf(service).flatMap((addressType) => {
    const groups = new Map<string, EndpointGroup>();
    for (const pod of pods) {
      const endpoint = endpointOf(pod, { service, addressType, zoneOf });
      if (endpoint === undefined) continue;
      const ports = portsOf(service, pod);
      const key = portsKey(ports);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { addressType, ports, endpoints: [endpoint] });
      else group.endpoints.push(endpoint);
    }
    return [...groups.values()];
  });
}

/** The IP families of the Service, or of its address while no family is set. */
export function addressTypesOf({ spec }: Service): AddressType[] {
  const families = (spec?.ipFamilies ?? []).filter((family) => family === 'IPv4' || family === 'IPv6');
  if (families.length > 0) return families as AddressType[];
  return [spec?.clusterIP?.includes(':') ? 'IPv6' : 'IPv4'];
}

/** Groups of equal ports have equal keys. */
export function portsKey(ports: readonly DiscoveryV1EndpointPort[] | undefined): string {
  return (ports ?? [])
    .map(({ name = '', protocol = 'TCP', port, appProtocol = '' }) => `${name}/${protocol}/${port}/${appProtocol}`)
    .sort()
    .join(',');
}

interface EndpointContext {
  service: Service;
  addressType: AddressType;
  zoneOf(node: string): string | undefined;
}

function endpointOf(pod: Pod, { service, addressType, zoneOf }: EndpointContext): Endpoint | undefined {
  if (!hasEndpoint(pod)) return undefined;
  const addresses = addressesOf(pod).filter((ip) => ip.includes(':') === (addressType === 'IPv6'));
  if (addresses.length === 0) return undefined;
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const nodeName = pod.spec?.nodeName || undefined;
  const endpoint: Endpoint = {
    addresses,
    conditions: { ready: service.spec?.publishNotReadyAddresses || (serving && !terminating), serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
  const zone = nodeName === undefined ? undefined : zoneOf(nodeName);
  const hostname = hostnameOf(pod, service);
  if (nodeName !== undefined) endpoint.nodeName = nodeName;
  if (zone !== undefined) endpoint.zone = zone;
  if (hostname !== undefined) endpoint.hostname = hostname;
  const hints = hintsFor(endpoint, service.spec?.trafficDistribution);
  if (hints !== undefined) endpoint.hints = hints;
  return endpoint;
}

/** Who a ready endpoint is for, where its Service prefers what is near: its zone, or its node and then its zone. */
function hintsFor({ conditions, nodeName, zone }: Endpoint, distribution = ''): EndpointHints | undefined {
  if (!conditions?.ready || !distribution.startsWith('Prefer')) return undefined;
  const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] };
  if (distribution === 'PreferSameNode' && nodeName !== undefined) {
    return { forNodes: [{ name: nodeName }], ...forZones };
  }
  return zone === undefined ? undefined : forZones;
}

function addressesOf({ status }: Pod): string[] {
  const listed = (status?.podIPs ?? []).map(({ ip }) => ip);
  return listed.length > 0 ? listed : [status?.podIP ?? ''];
}

/** A port whose target the Pod does not have is left out. */
function portsOf({ spec }: Service, pod: Pod): DiscoveryV1EndpointPort[] {
  return (spec?.ports ?? []).flatMap((servicePort) => {
    const port = targetPortOf(servicePort, pod);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [appProtocol === undefined ? { name, port, protocol } : { name, port, protocol, appProtocol }];
  });
}
