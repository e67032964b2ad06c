import type { ClusterRoleBinding, RoleBinding } from '@sampan/api';
import { field, indent, tableLines } from '../lines.js';
import { labelAndAnnotationLines } from './metadata.js';

/** Who has a role, in a namespace or in the cluster. */
export function bindingLines(binding: RoleBinding | ClusterRoleBinding): string[] {
  const rows = (binding.subjects ?? []).map(({ kind, name, namespace = '' }) => [kind, name, namespace]);
  return [
    field('Name', binding.metadata.name),
    ...labelAndAnnotationLines(binding),
    'Role:',
    ...indent([field('Kind', binding.roleRef.kind), field('Name', binding.roleRef.name)]),
    ...tableLines('Subjects:', ['Kind', 'Name', 'Namespace'], [['----', '----', '---------'], ...rows]),
  ];
}
