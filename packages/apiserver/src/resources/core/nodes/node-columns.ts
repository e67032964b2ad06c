import { findCondition, type Node } from '@sampan/api';
import { ageColumn, nameColumn } from '../../../kinds/columns/common-columns.js';
import { orElse } from '../../../kinds/columns/format.js';
import type { TableColumn } from '../../../kinds/table-column.js';

export const nodeColumns: TableColumn<Node>[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'Whether the node is ready, and takes Pods.', cell: formatStatus },
  { name: 'Roles', type: 'string', description: 'What the node is there for.', cell: formatRoles },
  ageColumn,
  {
    name: 'Version',
    type: 'string',
    description: "The version of the node's agent.",
    cell: ({ status }) => status?.nodeInfo?.kubeletVersion ?? '',
  },
  {
    name: 'Internal-IP',
    type: 'string',
    priority: 1,
    description: 'The address of the node within the cluster.',
    cell: (node) => addressOf(node, 'InternalIP'),
  },
  {
    name: 'External-IP',
    type: 'string',
    priority: 1,
    description: 'The address of the node outside the cluster.',
    cell: (node) => addressOf(node, 'ExternalIP'),
  },
  {
    name: 'OS-Image',
    type: 'string',
    priority: 1,
    description: 'The operating system of the node.',
    cell: ({ status }) => orElse(status?.nodeInfo?.osImage, '<unknown>'),
  },
  {
    name: 'Kernel-Version',
    type: 'string',
    priority: 1,
    description: 'The kernel of the node.',
    cell: ({ status }) => orElse(status?.nodeInfo?.kernelVersion, '<unknown>'),
  },
  {
    name: 'Container-Runtime',
    type: 'string',
    priority: 1,
    description: 'What runs containers on the node.',
    cell: ({ status }) => orElse(status?.nodeInfo?.containerRuntimeVersion, '<unknown>'),
  },
];

function formatStatus({ spec, status }: Node): string {
  const ready = findCondition(status?.conditions, 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec.unschedulable === true) words.push('SchedulingDisabled');
  return words.join(',');
}

const rolePrefix = 'node-role.kubernetes.io/';

function formatRoles({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key !== rolePrefix) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? '<none>';
}
