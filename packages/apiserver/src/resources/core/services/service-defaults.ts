import type { Service, ServiceSpec } from '@sampan/api';

/** Fills in what a Service leaves out. */
export function defaultService({ spec }: Service): void {
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  }
  for (const port of spec.ports ?? []) {
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (spec.type !== 'ExternalName') defaultFamilies(spec);
  alignAddresses(spec);
}

/** Without Pods of its own and without an address, a Service may be of both families wherever it is. */
export function leadsAnywhere({ clusterIP, clusterIPs, selector }: ServiceSpec): boolean {
  return (clusterIP ?? clusterIPs?.[0]) === 'None' && Object.keys(selector ?? {}).length === 0;
}

/** The cluster has addresses of IPv4 alone. */
function defaultFamilies(spec: ServiceSpec): void {
  const bothAsked = (spec.ipFamilies ?? []).length === 2 || (spec.clusterIPs ?? []).length === 2;
  const anywhere = leadsAnywhere(spec);
  spec.ipFamilyPolicy ??= bothAsked || anywhere ? 'RequireDualStack' : 'SingleStack';
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = ['IPv4'];
  const [first] = spec.ipFamilies ?? [];
  if (anywhere && spec.ipFamilies?.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    spec.ipFamilies = [first as string, first === 'IPv4' ? 'IPv6' : 'IPv4'];
  }
}

/** Whether traffic from outside the cluster can reach the Service. */
export function isExternallyAccessible({ type, externalIPs }: ServiceSpec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && (externalIPs ?? []).length > 0);
}

/** `clusterIP` is the first of `clusterIPs`; clients may write either. */
function alignAddresses(spec: ServiceSpec): void {
  if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
  else if (spec.clusterIP === undefined && spec.clusterIPs?.[0] !== undefined) spec.clusterIP = spec.clusterIPs[0];
}
