import type { ServiceCIDR } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, tableLines } from './lines.js';
import { labelAndAnnotationLines } from './parts/metadata.js';
import { formatTime } from './values.js';

export const serviceCidrDescriber = defineDescriber<ServiceCIDR>({
  group: 'networking.k8s.io',
  kind: 'ServiceCIDR',
  async describe(range, context) {
    return [
      field('Name', range.metadata.name),
      ...labelAndAnnotationLines(range),
      field('CIDRs', (range.spec?.cidrs ?? []).join(', ')),
      ...conditionLines(range),
      ...(await context.eventLines(range)),
    ];
  },
});

function conditionLines({ status }: ServiceCIDR): string[] {
  const { conditions = [] } = status ?? {};
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status: state, lastTransitionTime, reason, message }) => [
    type,
    state,
    formatTime(lastTransitionTime),
    reason,
    message,
  ]);
  const header = ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'];
  const underline = ['----', '------', '------------------', '------', '-------'];
  return ['Status:', ...tableLines('Conditions:', header, [underline, ...rows])];
}
