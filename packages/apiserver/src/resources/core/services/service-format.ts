import type { Service, ServicePort } from '@sampan/api';
import { formatLoadBalancer } from '../../../kinds/columns/load-balancer.js';

/** `80/TCP,443:30443/TCP`. */
export function formatServicePorts(ports: readonly ServicePort[] = []): string {
  return ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`).join(',');
}

/** Where a Service is reached from outside, as far as its type makes it so. */
export function formatExternalIps({ spec, status }: Service): string {
  const addresses = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ExternalName':
      return spec.externalName ?? '';
    case 'LoadBalancer':
      return (
        [formatLoadBalancer(status?.loadBalancer), ...addresses].filter((text) => text !== '').join(',') || '<pending>'
      );
    default:
      return addresses.length === 0 ? '<none>' : addresses.join(',');
  }
}
