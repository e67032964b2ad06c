import {
  type CoreV1EndpointPort,
  type EndpointAddress,
  type EndpointSubset,
  isPodReady,
  type Pod,
  type Service,
} from '@sampan/api';
import { hasEndpoint, hostnameOf, targetPortOf } from '../shared/service-pods.js';

/** The most addresses of an Endpoints object; the others are left out, ready ones last. */
const maxAddresses = 1_000;

/** The subsets of a Service's Endpoints: Pods with the same ports together, in the order in which upstream packs them. */
export function endpointSubsets(
  service: Service,
  pods: readonly Pod[],
): { subsets: EndpointSubset[]; truncated: boolean } {
  const groups = new Map<string, EndpointSubset>();
  const candidates = pods.filter((pod) => hasEndpoint(pod) && pod.metadata.deletionTimestamp === undefined);
  const truncated = candidates.length > maxAddresses;
  for (const pod of truncated ? readyFirst(candidates).slice(0, maxAddresses) : candidates) {
    const ports = portsOf(service, pod);
    if (ports.length === 0 && (service.spec?.ports ?? []).length > 0) continue;
    const key = JSON.stringify(ports);
    const subset = groups.get(key) ?? (ports.length > 0 ? { ports } : {});
    groups.set(key, subset);
    const list = isPodReady(pod) || service.spec?.publishNotReadyAddresses ? 'addresses' : 'notReadyAddresses';
    subset[list] = [...(subset[list] ?? []), addressOf(pod, service)];
  }
  const subsets = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subset]) => sorted(subset));
  return { subsets, truncated };
}

function readyFirst(pods: readonly Pod[]): Pod[] {
  return [...pods].sort((a, b) => Number(isPodReady(b)) - Number(isPodReady(a)));
}

function addressOf(pod: Pod, service: Service): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const address: EndpointAddress = { ip: ipOf(pod, service), targetRef: { kind: 'Pod', namespace, name, uid } };
  const hostname = hostnameOf(pod, service);
  if (pod.spec?.nodeName) address.nodeName = pod.spec.nodeName;
  if (hostname !== undefined) address.hostname = hostname;
  return address;
}

/** The Pod's address in the Service's first family. */
function ipOf({ status }: Pod, { spec }: Service): string {
  const isIPv6 = spec?.ipFamilies?.[0] === 'IPv6';
  const match = status?.podIPs?.find(({ ip }) => ip.includes(':') === isIPv6);
  return match?.ip ?? status?.podIP ?? '';
}

function portsOf({ spec }: Service, pod: Pod): CoreV1EndpointPort[] {
  return (spec?.ports ?? [])
    .flatMap((servicePort): CoreV1EndpointPort[] => {
      const port = targetPortOf(servicePort, pod);
      if (port === undefined) return [];
      const { name, protocol = 'TCP', appProtocol } = servicePort;
      return [{ ...(name && { name }), port, protocol, ...(appProtocol && { appProtocol }) }];
    })
    .sort((a, b) => a.port - b.port || ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

function sorted({ addresses, notReadyAddresses, ports }: EndpointSubset): EndpointSubset {
  const byIp = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);
  return {
    ...(addresses && { addresses: addresses.sort(byIp) }),
    ...(notReadyAddresses && { notReadyAddresses: notReadyAddresses.sort(byIp) }),
    ...(ports && { ports }),
  };
}
