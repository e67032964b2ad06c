import type { ServiceSpec } from '@sampan/api';

/** Whether the Service has a cluster address of its own. */
export function needsAddress(spec: ServiceSpec): boolean {
  return spec.type !== 'ExternalName' && spec.clusterIP !== 'None';
}

/** Whether nodes listen for the Service. */
export function needsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
}

/** Whether nodes tell a load balancer if they have Pods of the Service. */
export function needsHealthPort(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

/** The node ports that the Service has. */
export function nodePortsOf(spec: ServiceSpec): Set<number> {
  const ports = (spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
  return new Set([...ports, spec.healthCheckNodePort ?? 0].filter((port) => port !== 0));
}
