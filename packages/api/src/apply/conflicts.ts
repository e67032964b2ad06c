import type { StatusCause } from '../generated/types.js';
import type { StatusError } from '../status/status-error.js';
import { applyConflict } from '../status/status-errors.js';
import { quote } from '../text/quote.js';
import { formatFieldPath } from './field-path.js';
import { membersOf } from './field-set.js';
import type { Manager, Managers } from './managers.js';
import type { Conflicts } from './ownership.js';

/** 409: what was applied differs from what others own, one cause a field. */
export function conflictError(conflicts: Conflicts, managers: Managers): StatusError {
  const fields = [...conflicts]
    .flatMap(([key, set]) => {
      const owner = describe(managers.get(key));
      return [...membersOf(set)].map((path) => ({ owner, path: formatFieldPath(path) }));
    })
    .sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0));
  const causes = fields.map(
    ({ owner, path }): StatusCause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${owner}`,
      field: path,
    }),
  );
  return applyConflict(causes, conflictMessage(fields));
}

function conflictMessage(fields: readonly { owner: string; path: string }[]): string {
  const [first] = fields;
  if (fields.length === 1) return `Apply failed with 1 conflict: conflict with ${first?.owner}: ${first?.path}`;
  const lines: string[] = [];
  let owner = '';
  for (const field of fields) {
    if (field.owner !== owner) lines.push(`conflicts with ${field.owner}:`);
    owner = field.owner;
    lines.push(`- ${field.path}`);
  }
  return `Apply failed with ${fields.length} conflicts: ${lines.join('\n')}`;
}

function describe(manager: Manager | undefined): string {
  if (manager === undefined) return quote('');
  const subresource = manager.subresource === '' ? '' : ` with subresource ${quote(manager.subresource)}`;
  const version = manager.operation === 'Update' ? ` using ${manager.apiVersion}` : '';
  return `${quote(manager.name)}${subresource}${version}`;
}
