import {
  type FieldError,
  field,
  type HTTPIngressPath,
  type Ingress,
  type IngressBackend,
  type IngressSpec,
  isDns1035Label,
  isDns1123Subdomain,
  isIpAddress,
  isPathSegmentName,
  isPortName,
  resources,
  type TypedLocalObjectReference,
} from '@sampan/api';
import { type Place, structMembers } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { formatFirst, orElse } from '../../kinds/columns/format.js';
import { formatLoadBalancer } from '../../kinds/columns/load-balancer.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { invalidFor, optionalText, requiredChoice, requiredText } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';
import { formerIngresses } from './former-versions.js';

/** Named the class before there was a field for it. */
const classAnnotation = 'kubernetes.io/ingress.class';
const backendMembers = structMembers('io.k8s.api.networking.v1.IngressBackend');

/** Kubernetes itself only stores these: an ingress controller carries them out. */
export const ingresses = defineResource(resources.ingresses, {
  strategy: {
    countsGeneration: true,
    prepareForCreate: (ingress) => {
      ingress.status = { loadBalancer: {} };
    },
    checks: {
      spec: validateSpec,
      'spec.defaultBackend': validateBackend,
      'spec.rules[].host': validateHost,
      'spec.rules[].http.paths[]': validatePath,
      'status.loadBalancer.ingress[].hostname': validateHost,
    },
    validateCreate,
    warnings: ({ metadata }, old) =>
      old === undefined && metadata.annotations?.[classAnnotation] !== undefined
        ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
        : [],
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Class',
      type: 'string',
      description: 'Who carries the Ingress out.',
      cell: ({ spec, metadata }) => orElse(spec?.ingressClassName ?? metadata.annotations?.[classAnnotation], '<none>'),
    },
    { name: 'Hosts', type: 'string', description: 'The hosts that it answers for.', cell: formatHosts },
    {
      name: 'Address',
      type: 'string',
      description: 'Where it is reached.',
      cell: ({ status }) => formatLoadBalancer(status?.loadBalancer),
    },
    {
      name: 'Ports',
      type: 'string',
      description: 'The ports that are open.',
      cell: ({ spec }) => ((spec?.tls ?? []).length === 0 ? '80' : '80, 443'),
    },
    ageColumn,
  ],
  versions: formerIngresses,
});

function validateSpec({ rules = [], defaultBackend }: IngressSpec, { path }: Place): FieldError[] {
  if (rules.length > 0 || defaultBackend !== undefined) return [];
  return [field.invalid(path, null, 'either `defaultBackend` or `rules` must be specified')];
}

/** The annotation is how the class was said before there was a field. */
function validateCreate({ spec, metadata }: Ingress): FieldError[] {
  const [name, annotated] = [spec?.ingressClassName, metadata.annotations?.[classAnnotation]];
  if (name === undefined || annotated === undefined || name === annotated) return [];
  const detail = 'must match `ingressClassName` when both are specified';
  return [field.invalid(`annotations.${classAnnotation}`, annotated, detail)];
}

function validateHost(host: string | undefined, { path }: Place): FieldError[] {
  if (host === undefined || isIpAddress(host).length > 0) return [];
  return [field.invalid(path, host, 'must be a DNS name, not an IP address')];
}

const forbiddenParts = ['//', '/./', '/../', '%2f', '%2F'];

const forbiddenEnds = ['/..', '/.'];

function validatePath({ path: text = '', pathType, backend }: HTTPIngressPath, { path }: Place): FieldError[] {
  if (pathType === undefined) return [field.required(`${path}.pathType`, 'pathType must be specified')];
  const errors = requiredChoice(`${path}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']);
  const refuse = (detail: string) => errors.push(field.invalid(`${path}.path`, text, detail));
  const isExact = pathType === 'Exact' || pathType === 'Prefix';
  if (errors.length === 0 && (isExact || text !== '') && !text.startsWith('/')) refuse('must be an absolute path');
  if (isExact) {
    for (const part of forbiddenParts) if (text.includes(part)) refuse(`must not contain '${part}'`);
    for (const end of forbiddenEnds) if (text.endsWith(end)) refuse(`cannot end with '${end}'`);
  }
  return [...errors, ...validateBackend(backend ?? {}, { path: `${path}.backend` })];
}

function validateBackend(backend: IngressBackend | undefined, { path }: Pick<Place, 'path'>): FieldError[] {
  if (backend === undefined) return [];
  const { service, resource } = backend;
  const misfit = backendMembers(path, backend);
  if (misfit.length > 0) return misfit;
  if (resource !== undefined) return validateResource(`${path}.resource`, resource);
  if (service === undefined) return [];
  const { name, port } = service;
  const errors = requiredText(`${path}.service.name`, name, isDns1035Label);
  if (port?.name && port.number) {
    errors.push(field.invalid(path, '', 'cannot set both port name & port number'));
  } else if (port?.name) {
    errors.push(...invalidFor(`${path}.service.port.name`, port.name, isPortName(port.name)));
  } else if (port?.number) {
    errors.push(...validatePort(`${path}.service.port.number`, port.number));
  } else {
    errors.push(field.required(path, 'port name or number is required'));
  }
  return errors;
}

function validateResource(path: string, { apiGroup, kind, name }: TypedLocalObjectReference): FieldError[] {
  return [
    ...optionalText(`${path}.apiGroup`, apiGroup, isDns1123Subdomain),
    ...requiredText(`${path}.kind`, kind, isPathSegmentName),
    ...requiredText(`${path}.name`, name, isPathSegmentName),
  ];
}

function formatHosts({ spec }: Ingress): string {
  const hosts = (spec?.rules ?? []).map(({ host }) => host ?? '').filter((host) => host !== '');
  return hosts.length === 0 ? '*' : formatFirst(hosts, 3);
}
