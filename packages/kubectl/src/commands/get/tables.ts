import { isNotFound, type Table, type TableRow } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { collected, throwFailures } from '../../framework/errors.js';
import { listFailure } from '../../framework/list-failure.js';
import type { ResolvedSelection } from '../../framework/selection.js';
import { groupResource, type MappedType } from '../../framework/type-mapper.js';
import { type TableOptions, tableCells, tableHeader } from '../../printers/table.js';
import { formatTable } from '../../printers/tabwriter.js';
import type { GetFlags } from './get.js';
import { requestTables } from './request.js';

/** Prints what the selection means as tables: one for each run of targets of the same type. */
export async function printTables(context: Context, selection: ResolvedSelection, flags: GetFlags): Promise<void> {
  const failures: unknown[] = [];
  const answers = await Promise.all(
    selection.targets.map(async (target) => {
      try {
        return { target, tables: await requestTables(context, target, flags) };
      } catch (error) {
        if (!(flags.ignoreNotFound && isNotFound(error)))
          failures.push(target.kind === 'list' ? collected(listFailure(error, target)) : error);
        return { target, tables: [] };
      }
    }),
  );
  const found = answers.filter(({ target, tables }) => target.kind === 'list' || tables.length > 0);
  const types = new Set(found.map(({ target }) => `${target.type.plural}.${target.type.group}`));
  const showKind = flags.showKind || types.size > 1;
  const sections: Section[] = [];
  for (const { target, tables } of answers) {
    if (tables.every(({ rows }) => (rows ?? []).length === 0)) continue;
    const last = sections.at(-1);
    if (last !== undefined && isSameType(last.type, target.type)) last.tables.push(...tables);
    else sections.push({ type: target.type, tables: [...tables] });
  }
  const { sortTableRows } = await import('./sort.js');
  const texts = sections.flatMap(({ type, tables }) => {
    const options = tableOptions(type, flags, showKind);
    const rows = tables.flatMap((table) => (table.rows ?? []).map((row) => ({ table, row })));
    const sorted = flags.sortBy === '' ? rows : sortTableRows(rows, flags.sortBy);
    return sorted === undefined ? [] : [sectionText(sorted, options)];
  });
  context.print(texts.join(flags.noHeaders ? '' : '\n'));
  if (texts.length === 0 && failures.length === 0 && !flags.ignoreNotFound)
    await warnNothingFound(context, flags, selection);
  throwFailures(failures);
}

interface Section {
  type: MappedType;
  tables: Table[];
}

/** What the flags of get mean for tables of `type`. */
export function tableOptions(type: MappedType, flags: GetFlags, showKind: boolean): TableOptions {
  return {
    wide: flags.output === 'wide',
    noHeaders: flags.noHeaders,
    withNamespace: flags.allNamespaces && type.namespaced,
    ...(showKind && { kindPrefix: groupResource(type) }),
    showLabels: flags.showLabels,
    labelColumns: flags.labelColumns,
  };
}

/** A header for every change of columns, as kubectl prints it, then the rows. */
function sectionText(rows: readonly { table: Table; row: TableRow }[], options: TableOptions): string {
  const lines: string[][] = [];
  let columns = '';
  for (const { table, row } of rows) {
    const names = (table.columnDefinitions ?? []).map(({ name }) => name).join('\t');
    if (names !== columns && names !== '') {
      columns = names;
      if (!options.noHeaders) lines.push(tableHeader(table, options));
    }
    lines.push(tableCells(table, row, options));
  }
  return formatTable(lines);
}

function isSameType(one: MappedType, other: MappedType): boolean {
  return one.plural === other.plural && one.group === other.group;
}

/** Nothing was found: said on standard error, and no failure. */
async function warnNothingFound(context: Context, flags: GetFlags, { targets }: ResolvedSelection): Promise<void> {
  const isNamespaced = targets.some(({ type }) => type.namespaced);
  if (flags.allNamespaces || !isNamespaced) return context.warn('No resources found');
  const { namespace } = await context.namespace();
  context.warn(`No resources found in ${namespace} namespace.`);
}
