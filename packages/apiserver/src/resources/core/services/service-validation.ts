import {
  type FieldError,
  field,
  type IntOrString,
  isCidr,
  isDns1123Label,
  isDns1123Subdomain,
  isIpAddress,
  isPort,
  isPortName,
  isQualifiedName,
  type Service,
  type ServicePort,
  type ServiceSpec,
} from '@sampan/api';
import type { FieldChecks, Place } from '@sampan/api/schemas';
import { validateLabels } from '../../../kinds/validation/labels.js';
import {
  invalidFor,
  optionalChoice,
  optionalText,
  requiredChoice,
  requiredText,
} from '../../../kinds/validation/messages.js';
import { isExternallyAccessible, leadsAnywhere } from './service-defaults.js';

/** What concerns more than one field of a Service (`ValidateService` of k8s.io/kubernetes/pkg/apis/core/validation). */
export const serviceChecks: FieldChecks = {
  'spec.ports': validatePorts,
  'spec.ports[]': validatePortName,
  'spec.ports[].targetPort': validateTargetPort,
  'spec.selector': (selector: ServiceSpec['selector'], { path }) => validateLabels(path, selector),
  'spec.clusterIPs': validateClusterIps,
  'spec.ipFamilies': validateFamilies,
  'spec.type': (_type: string, { parent: spec }) => [...validateNodePorts(spec), ...validateUniquePorts(spec)],
  'spec.loadBalancerSourceRanges': validateSourceRanges,
  'spec.allocateLoadBalancerNodePorts': onlyOfLoadBalancers,
  'spec.loadBalancerClass': validateLoadBalancerClass,
  'spec.externalTrafficPolicy': validateExternalTrafficPolicy,
  'spec.healthCheckNodePort': validateHealthCheckPort,
};

/** What of an existing Service stays. */
export function validateServiceUpdate({ spec }: Service, { spec: old }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const kept = old.type !== 'ExternalName' && spec.type !== 'ExternalName';
  if (kept && old.clusterIP && spec.clusterIP !== old.clusterIP) {
    const detail = spec.clusterIP ? 'may not change once set' : 'primary clusterIP can not be unset';
    errors.push(field.invalid('spec.clusterIPs[0]', spec.clusterIPs ?? [], detail));
  }
  if (old.type === 'LoadBalancer' && spec.type === 'LoadBalancer' && old.loadBalancerClass !== spec.loadBalancerClass) {
    errors.push(field.invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set'));
  }
  return errors;
}

/** Where a load balancer answers: only Services that asked for one have it. */
export function validateServiceStatus({ spec, status }: Service): FieldError[] {
  const path = 'status.loadBalancer.ingress';
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0 && spec.type !== 'LoadBalancer') {
    return [field.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return ingress.flatMap(({ ip, hostname, ipMode }, index) => [
    ...optionalText(`${path}[${index}].ip`, ip, isIpAddress),
    ...(ip && ipMode ? optionalChoice(`${path}[${index}].ipMode`, ipMode, ['Proxy', 'VIP']) : []),
    ...optionalText(`${path}[${index}].hostname`, hostname, isDns1123Subdomain),
  ]);
}

function validateType(spec: ServiceSpec, headless: boolean): FieldError[] {
  switch (spec.type) {
    case 'LoadBalancer':
    case 'NodePort':
      return headless
        ? [field.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)]
        : [];
    case 'ExternalName':
      return [
        ...(spec.clusterIP ? [field.forbidden('spec.clusterIPs', "may not be set when `type` is 'ExternalName'")] : []),
        ...requiredText('spec.externalName', spec.externalName, (name) => isDns1123Subdomain(name.replace(/\.$/, ''))),
      ];
    default:
      return [];
  }
}

function validatePorts(ports: ServicePort[] = [], { path, parent }: Place): FieldError[] {
  const spec = parent as ServiceSpec;
  const isHeadless = spec.clusterIP === 'None';
  const needed = ports.length === 0 && !isHeadless && spec.type !== 'ExternalName';
  const seen = new Set<string>();
  const duplicates = ports.flatMap(({ name = '' }, index) => {
    if (name !== '' && seen.has(name)) return [field.duplicate(`${path}[${index}].name`, name)];
    seen.add(name);
    return [];
  });
  return [...(needed ? [field.required(path)] : []), ...validateType(spec, isHeadless), ...duplicates];
}

/** One port needs no name. */
function validatePortName({ name }: ServicePort, { path, parent }: Place): FieldError[] {
  if (name) return invalidFor(`${path}.name`, name, isDns1123Label(name));
  return (parent as ServicePort[]).length > 1 ? [field.required(`${path}.name`)] : [];
}

function validateTargetPort(port: IntOrString = 0, { path }: Place): FieldError[] {
  return invalidFor(path, port, typeof port === 'string' ? isPortName(port) : isPort(port));
}

function validateClusterIps(addresses: string[] = [], { path, parent }: Place): FieldError[] {
  const { clusterIP } = parent as ServiceSpec;
  const errors: FieldError[] = [];
  if (clusterIP && addresses.length > 0 && clusterIP !== addresses[0]) {
    errors.push(field.invalid(path, addresses, 'first value must match `clusterIP`'));
  }
  if (addresses.length > 2) errors.push(field.invalid(path, addresses, 'may only hold up to 2 values'));
  for (const [index, address] of addresses.entries()) {
    if (address !== 'None') errors.push(...invalidFor(`${path}[${index}]`, address, isIpAddress(address)));
    else if (index > 0) errors.push(field.invalid(`${path}[${index}]`, address, 'must be an IP address'));
  }
  return errors;
}

/** A family is named once, and must be one that the cluster has: only what needs no address is free of that. */
function validateFamilies(ipFamilies: string[] = [], { parent }: Place): FieldError[] {
  const spec = parent as ServiceSpec;
  const { ipFamilyPolicy, type } = spec;
  const errors = ipFamilies.flatMap((family, index) => {
    const path = `spec.ipFamilies[${index}]`;
    if (ipFamilies.indexOf(family) < index) return [field.duplicate(path, family)];
    return optionalChoice(path, family, ['IPv4', 'IPv6']);
  });
  if (errors.length > 0 || type === 'ExternalName' || leadsAnywhere(spec)) return errors;
  const missing = ipFamilies.indexOf('IPv6');
  if (missing !== -1)
    errors.push(field.invalid(`spec.ipFamilies[${missing}]`, 'IPv6', 'not configured on this cluster'));
  if (ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(field.invalid('spec.ipFamilyPolicy', ipFamilyPolicy, detail));
  }
  return errors;
}

function validateNodePorts({ type, ports = [] }: ServiceSpec): FieldError[] {
  return ports.flatMap(({ nodePort = 0 }, index) => {
    const path = `spec.ports[${index}].nodePort`;
    if (nodePort === 0) return [];
    if (type === 'ClusterIP' || type === 'ExternalName')
      return [field.forbidden(path, `may not be used when \`type\` is '${type}'`)];
    return [];
  });
}

function validateUniquePorts({ ports = [] }: ServiceSpec): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap(({ protocol, port }, index) => {
    const key = `${protocol}/${port}`;
    // Shown under the names that a port has within Kubernetes.
    const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (seen.has(key)) return [field.duplicate(`spec.ports[${index}]`, shown)];
    seen.add(key);
    return [];
  });
}

function validateSourceRanges(ranges: string[] = [], place: Place): FieldError[] {
  if (!isLoadBalancer(place)) return ranges.length > 0 ? onlyOfLoadBalancers(ranges, place) : [];
  return ranges.flatMap((range, index) => invalidFor(`${place.path}[${index}]`, range, isCidr(range.trim())));
}

function validateLoadBalancerClass(name: string | undefined, place: Place): FieldError[] {
  if (name === undefined || !isLoadBalancer(place)) return onlyOfLoadBalancers(name, place);
  return invalidFor(place.path, name, isQualifiedName(name));
}

function onlyOfLoadBalancers(value: unknown, place: Place): FieldError[] {
  if (value === undefined || isLoadBalancer(place)) return [];
  return [field.forbidden(place.path, "may only be used when `type` is 'LoadBalancer'")];
}

function isLoadBalancer({ parent }: Place): boolean {
  return (parent as ServiceSpec).type === 'LoadBalancer';
}

function validateExternalTrafficPolicy(policy: string | undefined, { path, parent }: Place): FieldError[] {
  if (isExternallyAccessible(parent)) return requiredChoice(path, policy, ['Cluster', 'Local']);
  return policy ? [field.invalid(path, policy, 'may only be set for externally-accessible services')] : [];
}

function validateHealthCheckPort(port: number | undefined, { path, parent }: Place): FieldError[] {
  const { type, externalTrafficPolicy } = parent as ServiceSpec;
  if (port === undefined || (type === 'LoadBalancer' && externalTrafficPolicy === 'Local')) return [];
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [field.invalid(path, port, detail)];
}
