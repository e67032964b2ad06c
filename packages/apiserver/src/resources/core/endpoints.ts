import {
  deepEqual,
  type EndpointAddress,
  type EndpointSubset,
  type Endpoints,
  type FieldError,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  isIpAddress,
  isQualifiedName,
  resources,
} from '@sampan/api';
import { endpointProblem } from '../../addresses/endpoint-addresses.js';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { formatFirst } from '../../kinds/columns/format.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor, optionalText, requiredChoice } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';
import type { ServerContext } from '../../server/server-context.js';
import { protocols } from '../pod-spec/validate-ports.js';

export const endpoints = defineResource(resources.endpoints, {
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  strategy: { defaults, validate, validateInCluster: validateAddresses, createOnUpdate: true },
  columns: [
    nameColumn,
    { name: 'Endpoints', type: 'string', description: 'The first addresses that are ready.', cell: formatEndpoints },
    ageColumn,
  ],
});

function defaults({ subsets = [] }: Endpoints): void {
  for (const { ports = [] } of subsets) for (const port of ports) port.protocol ||= 'TCP';
}

function validate({ subsets = [] }: Endpoints): FieldError[] {
  return subsets.flatMap((subset, index) => validateSubset(`subsets[${index}]`, subset));
}

function validateSubset(
  path: string,
  { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset,
): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length + notReadyAddresses.length === 0) {
    errors.push(field.required(path, 'must specify `addresses` or `notReadyAddresses`'));
  }
  const check = (name: string) => (address: EndpointAddress, index: number) =>
    validateAddress(`${path}.${name}[${index}]`, address);
  return [
    ...errors,
    ...addresses.flatMap(check('addresses')),
    ...notReadyAddresses.flatMap(check('notReadyAddresses')),
    ...ports.flatMap(({ name, port, protocol, appProtocol }, index) => [
      ...(ports.length > 1 && !name ? [field.required(`${path}.ports[${index}].name`)] : []),
      ...optionalText(`${path}.ports[${index}].name`, name, isDns1123Label),
      ...validatePort(`${path}.ports[${index}].port`, port),
      ...requiredChoice(`${path}.ports[${index}].protocol`, protocol, protocols),
      ...optionalText(`${path}.ports[${index}].appProtocol`, appProtocol, isQualifiedName),
    ]),
  ];
}

function validateAddress(path: string, { ip, hostname, nodeName }: EndpointAddress): FieldError[] {
  const errors = invalidFor(`${path}.ip`, ip ?? '', isIpAddress(ip ?? ''));
  if (errors.length > 0) errors.push(field.invalid(`${path}.ip`, ip ?? '', 'must be a valid IP address'));
  return [
    ...errors,
    ...optionalText(`${path}.hostname`, hostname, isDns1123Label),
    ...(nodeName === undefined ? [] : invalidFor(`${path}.nodeName`, nodeName, isDns1123Subdomain(nodeName))),
  ];
}

/** Whether the addresses are anybody's to lead to; what was there before stays. */
function validateAddresses(object: Endpoints, old: Endpoints | undefined, server: ServerContext): FieldError[] {
  const { namespace = '' } = object.metadata;
  return (object.subsets ?? []).flatMap((subset, index) => {
    if (old?.subsets?.some((before) => deepEqual(before, subset))) return [];
    const ports = (subset.ports ?? []).map(({ port }) => port);
    return (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).flatMap(({ ip, targetRef: target }, place) => {
        const problem = endpointProblem({ address: ip, ports, namespace, ...(target && { target }) }, server);
        return problem === undefined ? [] : [field.invalid(`subsets[${index}].${list}[${place}].ip`, ip, problem)];
      }),
    );
  });
}

function formatEndpoints({ subsets = [] }: Endpoints): string {
  const all = subsets.flatMap(({ addresses = [], ports = [] }) => {
    const hosts = addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]` : ip));
    return ports.length === 0 ? hosts : ports.flatMap(({ port }) => hosts.map((host) => `${host}:${port}`));
  });
  return all.length === 0 ? '<none>' : formatFirst(all, 3);
}
