import { deepEqual, type Service, type ServiceSpec } from '@sampan/api';
import { needsAddress, needsHealthPort, needsNodePorts, nodePortsOf } from './service-needs.js';

/** Carries over what was allocated, where the new spec leaves it open; drops what its type has no use for. */
export function keepAllocations(service: Service, { spec: old }: Service): void {
  const { spec } = service;
  alignAddresses(spec, old);
  keepAddress(spec, old);
  if (needsNodePorts(spec) && needsNodePorts(old)) keepNodePorts(spec, old);
  else if (!needsNodePorts(spec) && needsNodePorts(old)) dropNodePorts(spec, old);
  keepHealthPort(spec, old);
  if (spec.type === 'ClusterIP' && old.type !== 'ClusterIP' && (spec.externalIPs ?? []).length === 0) {
    delete spec.externalTrafficPolicy;
  }
  if (spec.type === 'LoadBalancer') return;
  delete spec.allocateLoadBalancerNodePorts;
  if (old.type === 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} };
}

/** Where a client changed one of `clusterIP` and `clusterIPs`, the other follows. */
function alignAddresses(spec: ServiceSpec, old: ServiceSpec): void {
  const changed = (spec.clusterIP ?? '') !== (old.clusterIP ?? '');
  const listChanged = !deepEqual(spec.clusterIPs ?? [], old.clusterIPs ?? []);
  if (changed && !listChanged) {
    if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP, ...(old.clusterIPs ?? []).slice(1)];
    else delete spec.clusterIPs;
  } else if (listChanged && !changed && spec.clusterIPs?.[0] !== undefined) {
    spec.clusterIP = spec.clusterIPs[0];
  }
}

const addressFields = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'] as const;

function keepAddress(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsAddress(spec) || (spec.type !== 'ExternalName' && old.clusterIP === 'None')) {
    if (spec.clusterIP || !old.clusterIP || old.type === 'ExternalName') return;
    spec.clusterIP = old.clusterIP;
    spec.clusterIPs = [...(old.clusterIPs ?? [old.clusterIP])];
  } else if (spec.type === 'ExternalName' && old.type !== 'ExternalName' && spec.clusterIP === old.clusterIP) {
    for (const name of addressFields) delete spec[name];
  }
}

/** Ports keep their node ports while they are the same port: by number and protocol. */
function keepNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const used = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const before = old.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
    if (before?.nodePort && !used.has(before.nodePort)) port.nodePort = before.nodePort;
  }
}

/** A change of type alone leaves node ports behind that the new type may not have. */
function dropNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const before = nodePortsOf(old);
  for (const port of spec.ports ?? []) if (port.nodePort && before.has(port.nodePort)) delete port.nodePort;
}

function keepHealthPort(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsHealthPort(spec)) {
    if (!spec.healthCheckNodePort && old.healthCheckNodePort) spec.healthCheckNodePort = old.healthCheckNodePort;
  } else if (spec.healthCheckNodePort === old.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
}
