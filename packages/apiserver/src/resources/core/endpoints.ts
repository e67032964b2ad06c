import {
  deepEqual,
  type CoreV1EndpointPort as EndpointPort,
  type EndpointSubset,
  type Endpoints,
  type FieldError,
  field,
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

export const endpoints = defineResource(resources.endpoints, {
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  strategy: {
    checks: {
      'subsets[]': validateSubset,
      'subsets[].addresses[].ip': validateIp,
      'subsets[].notReadyAddresses[].ip': validateIp,
      'subsets[].ports[]': validatePortName,
    },
    validateInCluster: validateAddresses,
    createOnUpdate: true,
  },
  columns: [
    nameColumn,
    { name: 'Endpoints', type: 'string', description: 'The first addresses that are ready.', cell: formatEndpoints },
    ageColumn,
  ],
});

function validateSubset({ addresses = [], notReadyAddresses = [] }: EndpointSubset, { path }: Place): FieldError[] {
  if (addresses.length + notReadyAddresses.length > 0) return [];
  return [field.required(path, 'must specify `addresses` or `notReadyAddresses`')];
}

function validateIp(ip = '', { path }: Place): FieldError[] {
  const errors = invalidFor(path, ip, isIpAddress(ip));
  return errors.length === 0 ? [] : [...errors, field.invalid(path, ip, 'must be a valid IP address')];
}

/** One port needs no name. */
function validatePortName({ name }: EndpointPort, { path, parent }: Place): FieldError[] {
  return (parent as EndpointPort[]).length > 1 && !name ? [field.required(`${path}.name`)] : [];
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
