import { type JsonPath, parseJsonPath, Quantity, relaxedJsonPath, type Table, type TableRow } from '@sampan/api';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';

/** `objects` in the order of the field that `expression` selects; what lacks the field comes first. */
export function sortObjects<T>(objects: readonly T[], expression: string): T[] {
  return sortBy(objects, relaxed(expression), (object) => object);
}

/**
 * Rows in the order of their objects; undefined where that order is not known, which kubectl's tables leave out without a
 * word. A single row is in order whatever the expression says.
 */
export function sortTableRows<R extends { table: Table; row: TableRow }>(
  rows: readonly R[],
  expression: string,
): readonly R[] | undefined {
  if (rows.length <= 1) return rows;
  try {
    // Of several expressions, `{.a},{.b}`, which only tables take, the first one counts.
    const path = /^\{[^{}]*\}.*\{/.test(expression) ? expression : relaxed(expression);
    return sortBy(rows, path, ({ row }) => row.object);
  } catch (error) {
    if (error instanceof UnknownOrder) return undefined;
    throw error;
  }
}

/** An expression that cannot be read, or that no object has a value for. */
class UnknownOrder extends CommandError {}

function sortBy<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): T[] {
  const parsed = parsePath(path);
  const keyed = items.map((item) => ({ item, key: parsed.find(objectOf(item)).flat()[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new UnknownOrder(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

function relaxed(expression: string): string {
  try {
    return relaxedJsonPath(expression);
  } catch (error) {
    throw new UnknownOrder(errorWords(error));
  }
}

function parsePath(path: string): JsonPath {
  try {
    return parseJsonPath(path, { allowMissingKeys: true });
  } catch (error) {
    throw new UnknownOrder(errorWords(error));
  }
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    const one = quantityOf(a);
    const other = quantityOf(b);
    return one !== undefined && other !== undefined ? one.compare(other) : compareNaturally(a, b);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  throw new CommandError(`unsortable type: ${Array.isArray(a) ? 'slice' : typeof a === 'object' ? 'map' : typeof a}`);
}

function quantityOf(text: string): Quantity | undefined {
  try {
    return Quantity.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs of digits compare as numbers: pod-2 comes before pod-10. */
function compareNaturally(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const left = split(a);
  const right = split(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const one = left[at] ?? '';
    const other = right[at] ?? '';
    if (one === other) continue;
    const areNumbers = /^\d/.test(one) && /^\d/.test(other);
    const difference = areNumbers ? Number(one) - Number(other) : 0;
    return difference !== 0 ? difference : one < other ? -1 : 1;
  }
  return left.length - right.length;
}
