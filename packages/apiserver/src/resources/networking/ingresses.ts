import {
  type FieldError,
  field,
  type HTTPIngressPath,
  type Ingress,
  type IngressBackend,
  type IngressRule,
  isDns1035Label,
  isDns1123Subdomain,
  isIpAddress,
  isPortName,
  isWildcardDns1123Subdomain,
  resources,
  type TypedLocalObjectReference,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { formatFirst, orElse } from '../../kinds/columns/format.js';
import { formatLoadBalancer } from '../../kinds/columns/load-balancer.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { invalidFor, optionalText, requiredChoice, requiredText } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';

/** Named the class before there was a field for it. */
const classAnnotation = 'kubernetes.io/ingress.class';

/** Kubernetes itself only stores these: an ingress controller carries them out. */
export const ingresses = defineResource(resources.ingresses, {
  strategy: {
    countsGeneration: true,
    defaults: (ingress) => {
      ingress.spec ??= {};
    },
    prepareForCreate: (ingress) => {
      ingress.status = { loadBalancer: {} };
    },
    validate,
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
});

function validate({ spec = {}, metadata }: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && defaultBackend === undefined) {
    errors.push(field.invalid('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  }
  return [
    ...errors,
    ...(defaultBackend === undefined ? [] : validateBackend('spec.defaultBackend', defaultBackend)),
    ...rules.flatMap((rule, index) => validateRule(`spec.rules[${index}]`, rule)),
    ...tls.flatMap(({ hosts = [], secretName }, index) => [
      ...hosts.flatMap((host, at) => invalidFor(`spec.tls[${index}].hosts[${at}]`, host, hostErrors(host))),
      ...optionalText(`spec.tls[${index}].secretName`, secretName, isDns1123Subdomain),
    ]),
    ...optionalText('spec.ingressClassName', ingressClassName, isDns1123Subdomain),
    ...validateClass(ingressClassName, metadata.annotations?.[classAnnotation]),
  ];
}

/** The annotation is how the class was said before there was a field. */
function validateClass(name: string | undefined, annotated: string | undefined): FieldError[] {
  if (name === undefined || annotated === undefined || name === annotated) return [];
  const detail = 'must match `ingressClassName` when both are specified';
  return [field.invalid(`annotations.${classAnnotation}`, annotated, detail)];
}

function validateRule(path: string, { host = '', http }: IngressRule): FieldError[] {
  const errors: FieldError[] = [];
  if (host !== '') {
    if (isIpAddress(host).length === 0)
      errors.push(field.invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    else errors.push(...invalidFor(`${path}.host`, host, hostErrors(host)));
  }
  if (http === undefined) return errors;
  const { paths = [] } = http;
  if (paths.length === 0) errors.push(field.required(`${path}.http.paths`));
  return [...errors, ...paths.flatMap((entry, index) => validatePath(`${path}.http.paths[${index}]`, entry))];
}

const forbiddenParts = ['//', '/./', '/../', '%2f', '%2F'];

function validatePath(path: string, { path: text = '', pathType, backend }: HTTPIngressPath): FieldError[] {
  const errors =
    pathType === undefined
      ? [field.required(`${path}.pathType`, 'pathType must be specified')]
      : requiredChoice(`${path}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']);
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!text.startsWith('/')) errors.push(field.invalid(`${path}.path`, text, 'must be an absolute path'));
    for (const part of forbiddenParts) {
      if (text.includes(part)) errors.push(field.invalid(`${path}.path`, text, `must not contain '${part}'`));
    }
  } else if (text !== '' && !text.startsWith('/')) {
    errors.push(field.invalid(`${path}.path`, text, 'must be an absolute path'));
  }
  return [...errors, ...validateBackend(`${path}.backend`, backend ?? {})];
}

function validateBackend(path: string, { service, resource }: IngressBackend): FieldError[] {
  if (service === undefined && resource === undefined) {
    return [field.required(path, 'must specify `service` or `resource`')];
  }
  if (service !== undefined && resource !== undefined) {
    return [field.invalid(path, '', 'cannot set both resource and service backends')];
  }
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

function validateResource(path: string, { kind, name }: TypedLocalObjectReference): FieldError[] {
  return [...requiredText(`${path}.kind`, kind), ...requiredText(`${path}.name`, name)];
}

function hostErrors(host: string): string[] {
  return host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
}

function formatHosts({ spec }: Ingress): string {
  const hosts = (spec?.rules ?? []).map(({ host }) => host ?? '').filter((host) => host !== '');
  return hosts.length === 0 ? '*' : formatFirst(hosts, 3);
}
