import { type JsonPath, parseJsonPath, relaxedJsonPath, type UnstructuredObject } from '@sampan/api';
import type { Context } from '../framework/context.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import { readUserFile } from '../framework/read-file.js';
import { compactJson } from './json.js';
import type { Printer } from './printer.js';
import { formatTable } from './tabwriter.js';

interface Column {
  header: string;
  path: JsonPath;
}

/** Prints the fields that `HEADER:.json.path,…` names as a table; a file has the headers and the paths in two lines. */
export async function createCustomColumnsPrinter(
  context: Context,
  { text, isFile, noHeaders }: { text: string; isFile: boolean; noHeaders: boolean },
): Promise<Printer> {
  if (text === '') {
    throw new CommandError(
      isFile
        ? 'custom-columns-file format specified but no custom columns file given'
        : 'custom-columns format specified but no custom columns given',
    );
  }
  const columns = isFile
    ? parseColumnFile((await readUserFile(context, text)).toString('utf8'))
    : text.split(',').map(parseColumn);
  const widths: number[] = [];
  return (object, first = true) => {
    const items = object.items as UnstructuredObject[] | undefined;
    const objects = Array.isArray(items) ? items : [object];
    const head = first && !noHeaders ? [columns.map(({ header }) => header)] : [];
    return formatTable([...head, ...objects.map((one) => columns.map((column) => cellText(column, one)))], widths);
  };
}

function parseColumn(text: string): Column {
  const colon = text.indexOf(':');
  if (colon === -1) {
    throw new CommandError(`unexpected custom-columns spec: ${text}, expected <header>:<json-path-expr>`);
  }
  return makeColumn(text.slice(0, colon), text.slice(colon + 1));
}

function parseColumnFile(text: string): Column[] {
  const [headers = '', paths = ''] = text.split('\n');
  const names = headers.trim().split(/\s+/);
  const expressions = paths.trim().split(/\s+/);
  if (names.length !== expressions.length) {
    throw new CommandError(
      `number of headers (${names.length}) and field specifications (${expressions.length}) don't match`,
    );
  }
  return names.map((name, index) => makeColumn(name, expressions[index] ?? ''));
}

function makeColumn(header: string, expression: string): Column {
  try {
    return { header, path: parseJsonPath(relaxedJsonPath(expression), { allowMissingKeys: true }) };
  } catch (error) {
    throw new CommandError(errorWords(error));
  }
}

function cellText({ path: jsonPath }: Column, object: UnstructuredObject): string {
  const values = jsonPath.find(object).flat();
  return values.length === 0 ? '<none>' : values.map(valueText).join(',');
}

/** A value as Go's `%v` writes it. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return '<none>';
  if (Array.isArray(value)) return `[${value.map(valueText).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    const pairs = Object.keys(fields)
      .sort()
      .map((key) => `${key}:${valueText(fields[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  return typeof value === 'string' ? value : compactJson(value);
}
