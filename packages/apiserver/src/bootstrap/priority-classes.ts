import type { PriorityClass } from '@sampan/api';
import { systemPriorities } from '../resources/scheduling/priorityclasses.js';

const descriptions: Readonly<Record<string, string>> = {
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
};

/** The classes of Pods that the cluster cannot do without. */
export function priorityClasses(): PriorityClass[] {
  return Object.entries(systemPriorities).map(([name, value]) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    description: descriptions[name] ?? '',
  }));
}
