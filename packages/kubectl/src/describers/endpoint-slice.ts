import type { Endpoint, EndpointSlice } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent, tableLines } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const endpointSliceDescriber = defineDescriber<EndpointSlice>({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  async describe(slice, context) {
    return [
      ...nameLines(slice),
      ...labelAndAnnotationLines(slice),
      field('AddressType', slice.addressType),
      ...portLines(slice),
      ...endpointLines(slice),
      ...(await context.eventLines(slice)),
    ];
  },
});

function portLines({ ports }: EndpointSlice): string[] {
  if (!ports || ports.length === 0) return ['Ports: <unset>'];
  const rows = ports.map(({ name, port, protocol = '' }) => [name || '<unset>', String(port ?? '<unset>'), protocol]);
  return tableLines('Ports:', ['Name', 'Port', 'Protocol'], [['----', '----', '--------'], ...rows]);
}

function endpointLines({ endpoints }: EndpointSlice): string[] {
  if (!endpoints || endpoints.length === 0) return ['Endpoints: <none>'];
  return ['Endpoints:', ...endpoints.flatMap(oneEndpoint)];
}

function oneEndpoint({ addresses, conditions, hostname, targetRef, nodeName, zone }: Endpoint): string[] {
  return [
    `  - Addresses:\t${addresses.join(', ') || '<none>'}`,
    ...indent(
      [
        'Conditions:',
        ...indent([field('Ready', conditions?.ready ?? '<unset>')]),
        field('Hostname', hostname ?? '<unset>'),
        ...(targetRef === undefined ? [] : [field('TargetRef', `${targetRef.kind}/${targetRef.name}`)]),
        field('NodeName', nodeName ?? '<unset>'),
        field('Zone', zone ?? '<unset>'),
      ],
      2,
    ),
  ];
}
