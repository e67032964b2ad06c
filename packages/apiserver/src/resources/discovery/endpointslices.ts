import {
  deepEqual,
  type Endpoint,
  type EndpointSlice,
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
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { optionalText, requiredChoice } from '../../kinds/validation/messages.js';
import type { ServerContext } from '../../server/server-context.js';
import { protocols } from '../pod-spec/validate-ports.js';

const maxEndpoints = 1000;
const maxAddresses = 100;
const maxPorts = 20_000;

export const endpointslices = defineResource(resources.endpointSlices, {
  strategy: {
    countsGeneration: true,
    defaults,
    validate,
    validateInCluster: validateAddresses,
    validateUpdate: (slice, old) => validateImmutable('addressType', slice.addressType, old.addressType),
  },
  columns: [
    nameColumn,
    {
      name: 'AddressType',
      type: 'string',
      description: 'The type of all addresses of the slice.',
      cell: ({ addressType }) => addressType,
    },
    { name: 'Ports', type: 'string', description: 'The ports that the endpoints listen on.', cell: formatPorts },
    { name: 'Endpoints', type: 'string', description: 'The first addresses of the slice.', cell: formatEndpoints },
    ageColumn,
  ],
});

function defaults(slice: EndpointSlice): void {
  slice.endpoints ??= [];
  for (const port of slice.ports ?? []) {
    port.name ??= '';
    port.protocol ||= 'TCP';
  }
}

function validate({ addressType, endpoints = [], ports = [] }: EndpointSlice): FieldError[] {
  const errors = requiredChoice('addressType', addressType, ['FQDN', 'IPv4', 'IPv6']);
  if (endpoints.length > maxEndpoints) errors.push(field.tooMany('endpoints', endpoints.length, maxEndpoints));
  if (ports.length > maxPorts) errors.push(field.tooMany('ports', ports.length, maxPorts));
  const names = new Set<string>();
  return [
    ...errors,
    ...endpoints.flatMap((endpoint, index) => validateEndpoint(`endpoints[${index}]`, endpoint, addressType)),
    ...ports.flatMap(({ name = '', protocol, appProtocol }, index) => {
      const duplicate = names.has(name) ? [field.duplicate('ports', name)] : [];
      names.add(name);
      return [
        ...optionalText(`ports[${index}].name`, name, isDns1123Label),
        ...duplicate,
        ...requiredChoice(`ports[${index}].protocol`, protocol, protocols),
        ...optionalText(`ports[${index}].appProtocol`, appProtocol, isQualifiedName),
      ];
    }),
  ];
}

function validateEndpoint(path: string, endpoint: Endpoint, addressType: string): FieldError[] {
  const { addresses = [], hostname, nodeName } = endpoint;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(field.required(`${path}.addresses`, 'must contain at least 1 address'));
  if (addresses.length > maxAddresses) errors.push(field.tooMany(`${path}.addresses`, addresses.length, maxAddresses));
  const check = addressType === 'FQDN' ? isDns1123Subdomain : isIpAddress;
  return [
    ...errors,
    ...addresses.flatMap((address, index) => {
      const messages = check(address);
      const wrongFamily =
        addressType !== 'FQDN' && messages.length === 0 && address.includes(':') !== (addressType === 'IPv6');
      if (wrongFamily) messages.push(`must be an ${addressType} address`);
      return messages.map((message) => field.invalid(`${path}.addresses[${index}]`, address, message));
    }),
    ...optionalText(`${path}.hostname`, hostname, isDns1123Label),
    ...optionalText(`${path}.nodeName`, nodeName, isDns1123Subdomain),
  ];
}

/** Whether the addresses are anybody's to lead to; what was there before stays. */
function validateAddresses(slice: EndpointSlice, old: EndpointSlice | undefined, server: ServerContext): FieldError[] {
  if (slice.addressType === 'FQDN') return [];
  const { namespace = '' } = slice.metadata;
  const ports = (slice.ports ?? []).flatMap(({ port }) => port ?? []);
  const hasSamePorts = deepEqual(slice.ports ?? [], old?.ports ?? []);
  return (slice.endpoints ?? []).flatMap((endpoint, index) => {
    const { addresses, targetRef: target } = endpoint;
    if (hasSamePorts && old?.endpoints?.some((before) => deepEqual(before.addresses, addresses))) return [];
    return addresses.flatMap((address, place) => {
      const problem = endpointProblem({ address, ports, namespace, ...(target && { target }) }, server);
      return problem === undefined ? [] : [field.invalid(`endpoints[${index}].addresses[${place}]`, address, problem)];
    });
  });
}

function formatPorts({ ports }: EndpointSlice): string {
  const all = ports ?? [];
  if (all.length === 0) return '<unset>';
  return formatFirst(
    all.map(({ name, port }) => (port === undefined ? name || '*' : String(port))),
    3,
  );
}

function formatEndpoints({ endpoints = [] }: EndpointSlice): string {
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses);
  return addresses.length === 0 ? '<unset>' : formatFirst(addresses, 3);
}
