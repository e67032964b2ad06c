import {
  type Ingress,
  type IngressBackend,
  type IngressRule,
  type IngressServiceBackend,
  keyOf,
  resources,
} from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { type DescribeContext, defineDescriber } from './describer.js';
import { annotationLines, field, labelLines } from './lines.js';
import { endpointsText } from './parts/endpoints-text.js';

export const ingressDescriber = defineDescriber<Ingress>({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  async describe(ingress, context) {
    const { metadata, spec } = ingress;
    const { namespace, name } = keyOf(ingress);
    const fallback = spec?.defaultBackend;
    const fallbackText = fallback ? await backendText(namespace, fallback, context) : '<default>';
    return [
      field('Name', name),
      ...labelLines('Labels', metadata.labels),
      field('Namespace', namespace),
      field('Address', addressText(ingress)),
      field('Ingress Class', spec?.ingressClassName ?? '<none>'),
      field('Default backend', fallbackText),
      ...tlsLines(ingress),
      'Rules:',
      '  Host\tPath\tBackends',
      '  ----\t----\t--------',
      ...(await ruleLines(ingress, fallbackText, context)),
      ...annotationLines('Annotations', metadata.annotations),
      ...(await context.eventLines(ingress)),
    ];
  },
});

function addressText({ status }: Ingress): string {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

function tlsLines({ spec }: Ingress): string[] {
  const { tls = [] } = spec ?? {};
  if (tls.length === 0) return [];
  return [
    'TLS:',
    ...tls.map(({ secretName, hosts = [] }) => {
      return secretName ? `  ${secretName} terminates ${hosts.join(',')}` : `  SNI routes ${hosts.join(',')}`;
    }),
  ];
}

async function ruleLines(ingress: Ingress, fallback: string, context: DescribeContext): Promise<string[]> {
  const rules = (ingress.spec?.rules ?? []).filter(({ http }) => http);
  if (rules.length === 0) return [`  *\t*\t${fallback}`];
  const lines = await Promise.all(rules.map((rule) => oneRule(keyOf(ingress).namespace, rule, context)));
  return lines.flat();
}

async function oneRule(namespace: string, { host, http }: IngressRule, context: DescribeContext): Promise<string[]> {
  const paths = (http?.paths ?? []).map(
    async ({ path = '', backend }) => `    \t${path} \t${await backendText(namespace, backend, context)}`,
  );
  return [`  ${host || '*'}\t`, ...(await Promise.all(paths))];
}

/** Where requests go: a service with its endpoints, or another object. */
async function backendText(namespace: string, backend: IngressBackend, context: DescribeContext): Promise<string> {
  const { service, resource } = backend;
  if (service) return `${serviceText(service)} (${await endpointsOf(namespace, service, context)})`;
  if (!resource) return '';
  return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
}

function serviceText({ name, port }: IngressServiceBackend): string {
  return `${name}:${port?.number || port?.name || ''}`;
}

async function endpointsOf(
  namespace: string,
  { name, port }: IngressServiceBackend,
  { client }: DescribeContext,
): Promise<string> {
  try {
    const labelSelector = `kubernetes.io/service-name=${name}`;
    const slices = await client.resource(resources.endpointSlices).list({ namespace, labelSelector });
    const service = await client.resource(resources.services).get({ namespace, name });
    const servicePort = service.spec.ports?.findLast((candidate) =>
      port?.number ? candidate.port === port.number : Boolean(port?.name) && candidate.name === port?.name,
    );
    return endpointsText(slices.items, servicePort?.name ?? '');
  } catch (error) {
    return `<error: ${errorWords(error)}>`;
  }
}
