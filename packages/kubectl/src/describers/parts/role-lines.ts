import type { ClusterRole, Role } from '@sampan/api';
import { field, tableLines } from '../lines.js';
import { labelAndAnnotationLines } from './metadata.js';
import { ruleRows, rulesHeader } from './policy-rules.js';

/** A role of a namespace or of the cluster. */
export function roleLines(role: Role | ClusterRole): string[] {
  return [
    field('Name', role.metadata.name),
    ...labelAndAnnotationLines(role),
    ...tableLines('PolicyRule:', rulesHeader, [
      ['---------', '-----------------', '--------------', '-----'],
      ...ruleRows(role.rules ?? []),
    ]),
  ];
}
