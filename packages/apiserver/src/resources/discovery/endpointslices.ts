import {
  type DiscoveryV1EndpointPort,
  deepEqual,
  type EndpointSlice,
  type FieldError,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  isIpAddress,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { endpointProblem } from '../../addresses/endpoint-addresses.js';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { formatFirst } from '../../kinds/columns/format.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor } from '../../kinds/validation/messages.js';
import type { ServerContext } from '../../server/server-context.js';
import { formerSlices } from './former-slices.js';

const maxAddresses = 100;

export const endpointslices = defineResource(resources.endpointSlices, {
  strategy: {
    countsGeneration: true,
    checks: { 'endpoints[].addresses': validateAddressList, ports: validatePortNames },
    validateInCluster: validateAddresses,
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
  versions: formerSlices,
});

function validateAddressList(addresses: string[] = [], { path, object }: Place): FieldError[] {
  const { addressType } = object as EndpointSlice;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(field.required(path, 'must contain at least 1 address'));
  if (addresses.length > maxAddresses) errors.push(field.tooMany(path, addresses.length, maxAddresses));
  const check = addressType === 'FQDN' ? isDns1123Subdomain : isIpAddress;
  for (const [index, address] of addresses.entries()) {
    const messages = check(address);
    const wrongFamily =
      addressType !== 'FQDN' && messages.length === 0 && address.includes(':') !== (addressType === 'IPv6');
    if (wrongFamily) messages.push(`must be an ${addressType} address`);
    errors.push(...invalidFor(`${path}[${index}]`, address, messages));
  }
  return errors;
}

function validatePortNames(ports: DiscoveryV1EndpointPort[] = [], { path }: Place): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap(({ name = '' }, index) => {
    const errors = name === '' ? [] : invalidFor(`${path}[${index}].name`, name, isDns1123Label(name));
    if (seen.has(name)) errors.push(field.duplicate(path, name));
    seen.add(name);
    return errors;
  });
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
