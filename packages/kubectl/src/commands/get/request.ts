import { isJsonObject, type Table, type UnstructuredObject } from '@sampan/api';
import { collectionPath, objectPath } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { isNameless } from '../../framework/read-objects.js';
import type { Target } from '../../framework/selection.js';
import { plainTable } from '../../printers/plain-table.js';
import type { GetFlags } from './get.js';

/** Tables in the newest form, else in the one before, else plain objects. */
export const tableAccept = ['v1', 'v1beta1']
  .map((version) => `application/json;as=Table;v=${version};g=meta.k8s.io`)
  .concat('application/json')
  .join(',');

/** The path of what `target` names, with the query that chooses among it. */
export function targetPath(target: Target, query: Record<string, string>, subresource = ''): string {
  const { type, namespace } = target;
  const path =
    target.kind === 'object'
      ? objectPath(type, { namespace, name: target.name }, subresource === '' ? undefined : subresource)
      : collectionPath(type, namespace);
  const chosen: Record<string, string> = { ...query };
  if (target.kind === 'list') {
    if (target.selector !== '') chosen.labelSelector = target.selector;
    if (target.fieldSelector !== '') chosen.fieldSelector = target.fieldSelector;
  }
  const search = new URLSearchParams(chosen).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** What the server has for `target` as tables, one for each chunk of a long list. */
export async function requestTables(context: Context, target: Target, flags: GetFlags): Promise<Table[]> {
  if (isNameless(target)) return [plainTable([target.object], context.clock.now())];
  const client = await context.client();
  const accept = flags.serverPrint ? tableAccept : 'application/json';
  const includeObject: Record<string, string> = flags.sortBy === '' ? {} : { includeObject: 'Object' };
  const tables: Table[] = [];
  let more = '';
  do {
    const limit: Record<string, string> =
      target.kind === 'list' && flags.chunkSize > 0 ? { limit: String(flags.chunkSize) } : {};
    const query = { ...includeObject, ...limit, ...(more !== '' && { continue: more }) };
    const answer = await client.json<Table | UnstructuredObject>({
      method: 'GET',
      path: targetPath(target, query, flags.subresource),
      headers: { accept },
      signal: context.signal,
    });
    tables.push(toTable(answer, context.clock.now()));
    more = (answer.metadata as { continue?: string } | undefined)?.continue ?? '';
  } while (more !== '');
  return tables;
}

/** An answer as a table, whether or not the server made one. */
export function toTable(answer: Table | UnstructuredObject, now: number): Table {
  if (answer.kind === 'Table') return answer as Table;
  const { items } = answer as { items?: UnstructuredObject[] };
  const objects = Array.isArray(items) ? items.filter(isJsonObject) : [answer];
  return plainTable(objects as UnstructuredObject[], now);
}
