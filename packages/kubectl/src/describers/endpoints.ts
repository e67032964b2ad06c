import type { EndpointAddress, EndpointSubset, Endpoints } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent, tableLines } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const endpointsDescriber = defineDescriber<Endpoints>({
  group: '',
  kind: 'Endpoints',
  async describe(endpoints, context) {
    return [
      ...nameLines(endpoints),
      ...labelAndAnnotationLines(endpoints),
      'Subsets:',
      ...(endpoints.subsets ?? []).flatMap((subset) => [...indent(subsetLines(subset)), '']),
      ...(await context.eventLines(endpoints)),
    ];
  },
});

function subsetLines({ addresses, notReadyAddresses, ports = [] }: EndpointSubset): string[] {
  const rows = ports.map(({ name, port, protocol = '' }) => [name || '<unset>', String(port), protocol]);
  return [
    field('Addresses', addressText(addresses)),
    field('NotReadyAddresses', addressText(notReadyAddresses)),
    ...(ports.length === 0
      ? []
      : tableLines('Ports:', ['Name', 'Port', 'Protocol'], [['----', '----', '--------'], ...rows])),
  ];
}

function addressText(addresses: readonly EndpointAddress[] = []): string {
  return addresses.map(({ ip }) => ip).join(',') || '<none>';
}
