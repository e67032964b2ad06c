import { ageOf, type Pod } from '@sampan/api';
import { ageColumn, nameColumn } from '../../../kinds/columns/common-columns.js';
import { orElse } from '../../../kinds/columns/format.js';
import type { TableColumn } from '../../../kinds/table-column.js';
import { type PodSummary, summarizePod } from './pod-summary.js';

export const podColumns: TableColumn<Pod>[] = [
  nameColumn,
  {
    name: 'Ready',
    type: 'string',
    description: 'How many of the containers are ready.',
    cell: (pod) => {
      const { ready, total } = summarizePod(pod);
      return `${ready}/${total}`;
    },
  },
  {
    name: 'Status',
    type: 'string',
    description: 'The state of the containers, summed up.',
    cell: (pod) => summarizePod(pod).reason,
  },
  {
    name: 'Restarts',
    type: 'string',
    description: 'How often containers were started again, and when the last time was.',
    cell: (pod, now) => formatRestarts(summarizePod(pod), now),
  },
  ageColumn,
  {
    name: 'IP',
    type: 'string',
    priority: 1,
    description: 'The address of the Pod.',
    cell: ({ status }) => orElse(status?.podIPs?.[0]?.ip ?? status?.podIP, '<none>'),
  },
  {
    name: 'Node',
    type: 'string',
    priority: 1,
    description: 'The node that the Pod runs on.',
    cell: ({ spec }) => orElse(spec.nodeName, '<none>'),
  },
  {
    name: 'Nominated Node',
    type: 'string',
    priority: 1,
    description: 'The node on which room is being made for the Pod.',
    cell: ({ status }) => orElse(status?.nominatedNodeName, '<none>'),
  },
  {
    name: 'Readiness Gates',
    type: 'string',
    priority: 1,
    description: 'How many of the conditions that others set are true.',
    cell: formatReadinessGates,
  },
];

function formatRestarts({ restarts, lastRestart }: PodSummary, now: number): string {
  return restarts === 0 || lastRestart === '' ? String(restarts) : `${restarts} (${ageOf(lastRestart, now)} ago)`;
}

function formatReadinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const isTrue = (type: string) =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === 'True');
  return `${gates.filter(({ conditionType }) => isTrue(conditionType)).length}/${gates.length}`;
}
