import {
  type EndpointSlice,
  formatLabels,
  keyOf,
  type LoadBalancerIngress,
  resources,
  type Service,
  type ServicePort,
} from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { field, optionalField } from './lines.js';
import { endpointsText } from './parts/endpoints-text.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const serviceDescriber = defineDescriber<Service>({
  group: '',
  kind: 'Service',
  async describe(service, context) {
    const { spec, status } = service;
    const slices = await slicesOf(service, context);
    return [
      ...nameLines(service),
      ...labelAndAnnotationLines(service),
      field('Selector', formatLabels(spec.selector)),
      field('Type', spec.type ?? ''),
      ...optionalField('IP Family Policy', spec.ipFamilyPolicy),
      field('IP Families', spec.ipFamilies?.join(',') || '<none>'),
      field('IP', spec.clusterIP ?? ''),
      field('IPs', spec.clusterIPs?.join(',') || '<none>'),
      ...optionalField('External IPs', spec.externalIPs?.join(',')),
      ...optionalField('Desired LoadBalancer IP', spec.loadBalancerIP),
      ...optionalField('External Name', spec.externalName),
      ...optionalField('LoadBalancer Ingress', ingressText(status?.loadBalancer?.ingress)),
      ...(spec.ports ?? []).flatMap((port) => portLines(port, slices)),
      field('Session Affinity', spec.sessionAffinity ?? ''),
      ...optionalField('External Traffic Policy', spec.externalTrafficPolicy),
      ...optionalField('Internal Traffic Policy', spec.internalTrafficPolicy),
      ...(spec.healthCheckNodePort ? [field('HealthCheck NodePort', spec.healthCheckNodePort)] : []),
      ...optionalField('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join(',')),
      ...(await context.eventLines(service)),
    ];
  },
});

/** The endpoint slices of the service; none if they cannot be read. */
async function slicesOf(service: Service, { client }: DescribeContext): Promise<EndpointSlice[]> {
  const { namespace, name } = keyOf(service);
  try {
    const labelSelector = `kubernetes.io/service-name=${name}`;
    return (await client.resource(resources.endpointSlices).list({ namespace, labelSelector })).items;
  } catch {
    return [];
  }
}

function portLines(servicePort: ServicePort, slices: readonly EndpointSlice[]): string[] {
  const { name = '', port, protocol = '', targetPort = 0, nodePort } = servicePort;
  const shown = name || '<unset>';
  return [
    `Port:\t${shown}\t${port}/${protocol}`,
    field('TargetPort', `${targetPort}/${protocol}`),
    ...(nodePort ? [`NodePort:\t${shown}\t${nodePort}/${protocol}`] : []),
    field('Endpoints', endpointsText(slices, name)),
  ];
}

function ingressText(ingress: readonly LoadBalancerIngress[] = []): string {
  return ingress
    .map(({ ip, ipMode, hostname = '' }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname))
    .join(', ');
}
