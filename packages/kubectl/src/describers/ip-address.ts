import type { IPAddress } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent } from './lines.js';
import { labelAndAnnotationLines } from './parts/metadata.js';

export const ipAddressDescriber = defineDescriber<IPAddress>({
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  async describe(address, context) {
    return [
      field('Name', address.metadata.name),
      ...labelAndAnnotationLines(address),
      ...parentLines(address),
      ...(await context.eventLines(address)),
    ];
  },
});

function parentLines({ spec }: IPAddress): string[] {
  if (!spec?.parentRef) return [];
  const { group = '', resource = '', namespace = '', name = '' } = spec.parentRef;
  const lines = [
    field('Group', group),
    field('Resource', resource),
    field('Namespace', namespace),
    field('Name', name),
  ];
  return ['Parent Reference:', ...indent(lines)];
}
