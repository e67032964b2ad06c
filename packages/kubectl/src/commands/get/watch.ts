import { isJsonObject, type Status, StatusError, type Table, type UnstructuredObject } from '@sampan/api';
import { parseAnswer } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { readLines } from '../../framework/read-lines.js';
import { requestTimeout } from '../../framework/request-timeout.js';
import type { ListTarget, ResolvedSelection, Target } from '../../framework/selection.js';
import type { Printer } from '../../printers/printer.js';
import { type TableOptions, tableCells, tableHeader } from '../../printers/table.js';
import { formatTable } from '../../printers/tabwriter.js';
import { type GetFlags, isTableFormat } from './get.js';
import { createGetPrinter } from './get-printer.js';
import { tableAccept, targetPath, toTable } from './request.js';
import { tableOptions } from './tables.js';

/** Prints what is there (unless only changes are wanted), then every change, until the user interrupts. */
export async function watchTargets(context: Context, selection: ResolvedSelection, flags: GetFlags): Promise<void> {
  const [target, ...more] = selection.targets;
  if (target === undefined || more.length > 0) throw new CommandError('you may only specify a single resource type');
  const show = isTableFormat(flags)
    ? tableShower(context, target, flags)
    : objectShower(context, await createGetPrinter(context, flags), flags);
  const accept = isTableFormat(flags) && flags.serverPrint ? tableAccept : 'application/json';
  const client = await context.client();
  const list = asList(target);
  // The time limit of a request is that of a watch as a whole, which then ends as if the server had ended it.
  const limit = requestTimeout(context.globals);
  const signal = limit > 0 ? AbortSignal.any([context.signal, AbortSignal.timeout(limit)]) : context.signal;
  const get = (path: string) =>
    client.json<Table | UnstructuredObject>({ method: 'GET', path, headers: { accept }, signal: context.signal });

  if (target.kind === 'object' && !flags.ignoreNotFound) await get(targetPath(target, {}));
  const initial = await get(targetPath(list, {}));
  if (!flags.watchOnly) await show(initial, 'ADDED');
  const resourceVersion = (initial.metadata as { resourceVersion?: string }).resourceVersion ?? '0';
  const answer = await client.raw({
    method: 'GET',
    path: targetPath(list, { watch: 'true', resourceVersion }),
    headers: { accept },
    signal,
  });
  try {
    for await (const line of readLines(answer.body)) {
      const event = parseAnswer(line) as { type: string; object: Table | UnstructuredObject };
      if (!isJsonObject(event.object)) {
        throw new CommandError("couldn't understand the server's answer: it is no event of a watch");
      }
      if (event.type === 'ERROR') throw new StatusError(event.object as unknown as Status);
      if (event.type !== 'BOOKMARK') await show(event.object, event.type);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

type Show = (answer: Table | UnstructuredObject, eventType: string) => void | Promise<void>;

/** A watch is always of a list: one object is the list of what has its name. */
function asList(target: Target): ListTarget {
  if (target.kind === 'list') return target;
  const { type, namespace, name } = target;
  return { kind: 'list', type, namespace, selector: '', fieldSelector: `metadata.name=${name}` };
}

/** Rows as they come, under one header, in columns that only grow. */
function tableShower(context: Context, target: Target, flags: GetFlags): Show {
  const options = tableOptions(target.type, flags, flags.showKind);
  const widths: number[] = [];
  let header: Table | undefined;
  return (answer, eventType) => {
    const table = toTable(answer, context.clock.now());
    const rows = table.rows ?? [];
    if ((table.columnDefinitions ?? []).length > 0) {
      const isFirst = header === undefined;
      header = table;
      if (isFirst && rows.length > 0 && !flags.noHeaders) {
        const names = eventColumn(tableHeader(table, options), flags, 'EVENT');
        const lines = [names, ...rows.map((row) => cellsOf(table, row, { options, flags, eventType }))];
        context.print(formatTable(lines, widths));
        return;
      }
      if (rows.length === 0 && isFirst) header = undefined;
    }
    const shown = header === undefined ? table : { ...table, columnDefinitions: header.columnDefinitions };
    if (rows.length > 0) {
      context.print(
        formatTable(
          rows.map((row) => cellsOf(shown, row, { options, flags, eventType })),
          widths,
        ),
      );
    }
  };
}

function cellsOf(
  table: Table,
  row: Table['rows'][number],
  { options, flags, eventType }: { options: TableOptions; flags: GetFlags; eventType: string },
): string[] {
  // As wide as the longest, MODIFIED: lines that are printed later stay in their columns.
  return eventColumn(tableCells(table, row, options), flags, eventType.padEnd(8));
}

function eventColumn(cells: string[], flags: GetFlags, text: string): string[] {
  return flags.outputWatchEvents ? [text, ...cells] : cells;
}

/** Each object on its own, or the event around it. */
function objectShower(context: Context, print: Printer, flags: GetFlags): Show {
  let isFirst = true;
  return async (answer, eventType) => {
    const { items } = answer as { items?: UnstructuredObject[] };
    for (const item of Array.isArray(items) ? items : [answer as UnstructuredObject]) {
      const object = Array.isArray(items) ? withType(item, answer as UnstructuredObject) : item;
      const shown =
        flags.outputWatchEvents && flags.output !== 'name'
          ? ({ type: eventType, object } as unknown as UnstructuredObject)
          : object;
      context.print(await print(shown, isFirst));
      isFirst = false;
    }
  };
}

/** Items of lists do not say what they are; their list does. */
function withType(item: UnstructuredObject, list: UnstructuredObject): UnstructuredObject {
  return { ...item, apiVersion: item.apiVersion ?? list.apiVersion, kind: item.kind ?? list.kind.replace(/List$/, '') };
}
