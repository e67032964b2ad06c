import {
  type FieldError,
  field,
  isCidr,
  isDns1123Label,
  isDns1123Subdomain,
  isIpAddress,
  isPortName,
  isQualifiedName,
  type Service,
  type ServicePort,
  type ServiceSpec,
} from '@sampan/api';
import { validateLabels } from '../../../kinds/validation/labels.js';
import {
  invalidFor,
  optionalChoice,
  optionalText,
  requiredChoice,
  requiredText,
} from '../../../kinds/validation/messages.js';
import { validatePort, validateRange } from '../../../kinds/validation/numbers.js';
import { protocols } from '../../pod-spec/validate-ports.js';
import { isExternallyAccessible, leadsAnywhere } from './service-defaults.js';

const trafficDistributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** A defaulted Service (`ValidateService` of k8s.io/kubernetes/pkg/apis/core/validation). */
export function validateService({ spec }: Service): FieldError[] {
  const { ports = [] } = spec;
  const headless = spec.clusterIP === 'None';
  const names = new Set<string>();
  return [
    ...(ports.length === 0 && !headless && spec.type !== 'ExternalName' ? [field.required('spec.ports')] : []),
    ...validateType(spec, headless),
    ...ports.flatMap((port, index) =>
      validateServicePort(`spec.ports[${index}]`, port, { names, named: ports.length > 1 }),
    ),
    ...validateLabels('spec.selector', spec.selector),
    ...requiredChoice('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']),
    ...validateRange(
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      spec.sessionAffinityConfig?.clientIP?.timeoutSeconds,
      [1, 86400],
    ),
    ...validateAddresses(spec),
    ...requiredChoice('spec.type', spec.type, types),
    ...validateNodePorts(spec),
    ...validateUniquePorts(ports),
    ...validateLoadBalancer(spec),
    ...validateTrafficPolicies(spec),
    ...optionalChoice('spec.trafficDistribution', spec.trafficDistribution, trafficDistributions),
  ];
}

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

function validateServicePort(
  path: string,
  port: ServicePort,
  { names, named }: { names: Set<string>; named: boolean },
): FieldError[] {
  const { name = '', targetPort, appProtocol } = port;
  const errors: FieldError[] = [];
  if (name === '') {
    if (named) errors.push(field.required(`${path}.name`));
  } else {
    errors.push(...invalidFor(`${path}.name`, name, isDns1123Label(name)));
    if (names.has(name)) errors.push(field.duplicate(`${path}.name`, name));
    names.add(name);
  }
  return [
    ...errors,
    ...validatePort(`${path}.port`, port.port),
    ...requiredChoice(`${path}.protocol`, port.protocol, protocols),
    ...(typeof targetPort === 'string'
      ? invalidFor(`${path}.targetPort`, targetPort, isPortName(targetPort))
      : validatePort(`${path}.targetPort`, targetPort)),
    ...optionalText(`${path}.appProtocol`, appProtocol, isQualifiedName),
  ];
}

function validateAddresses(spec: ServiceSpec): FieldError[] {
  const addresses = spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (spec.clusterIP && addresses.length > 0 && spec.clusterIP !== addresses[0]) {
    errors.push(field.invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'));
  }
  if (addresses.length > 2) {
    errors.push(field.invalid('spec.clusterIPs', addresses, 'may only hold up to 2 values'));
  }
  addresses.forEach((address, index) => {
    if (address === 'None') {
      if (index > 0) errors.push(field.invalid(`spec.clusterIPs[${index}]`, address, 'must be an IP address'));
    } else errors.push(...invalidFor(`spec.clusterIPs[${index}]`, address, isIpAddress(address)));
  });
  (spec.externalIPs ?? []).forEach((address, index) => {
    errors.push(...invalidFor(`spec.externalIPs[${index}]`, address, isIpAddress(address)));
  });
  return [
    ...errors,
    ...validateFamilies(spec),
    ...optionalChoice('spec.ipFamilyPolicy', spec.ipFamilyPolicy, [
      'PreferDualStack',
      'RequireDualStack',
      'SingleStack',
    ]),
  ];
}

/** A family is named once, and must be one that the cluster has: only what needs no address is free of that. */
function validateFamilies(spec: ServiceSpec): FieldError[] {
  const { ipFamilies = [], ipFamilyPolicy, type } = spec;
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

function validateUniquePorts(ports: readonly ServicePort[]): FieldError[] {
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

function validateLoadBalancer(spec: ServiceSpec): FieldError[] {
  const { loadBalancerSourceRanges: ranges = [], loadBalancerClass, allocateLoadBalancerNodePorts } = spec;
  if (spec.type === 'LoadBalancer') {
    return [
      ...ranges.flatMap((range, index) =>
        invalidFor(`spec.loadBalancerSourceRanges[${index}]`, range, isCidr(range.trim())),
      ),
      ...optionalText('spec.loadBalancerClass', loadBalancerClass, isQualifiedName),
    ];
  }
  const only = "may only be used when `type` is 'LoadBalancer'";
  const errors: FieldError[] = [];
  if (ranges.length > 0) errors.push(field.forbidden('spec.loadBalancerSourceRanges', only));
  if (allocateLoadBalancerNodePorts !== undefined)
    errors.push(field.forbidden('spec.allocateLoadBalancerNodePorts', only));
  if (loadBalancerClass !== undefined) errors.push(field.forbidden('spec.loadBalancerClass', only));
  return errors;
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy, internalTrafficPolicy, healthCheckNodePort = 0, type } = spec;
  const errors: FieldError[] = [];
  if (!isExternallyAccessible(spec)) {
    if (externalTrafficPolicy) {
      const detail = 'may only be set for externally-accessible services';
      errors.push(field.invalid('spec.externalTrafficPolicy', externalTrafficPolicy, detail));
    }
  } else {
    errors.push(...requiredChoice('spec.externalTrafficPolicy', externalTrafficPolicy, ['Cluster', 'Local']));
  }
  const checked = type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
  if (!checked && healthCheckNodePort !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(field.invalid('spec.healthCheckNodePort', healthCheckNodePort, detail));
  }
  return [...errors, ...optionalChoice('spec.internalTrafficPolicy', internalTrafficPolicy, ['Cluster', 'Local'])];
}
