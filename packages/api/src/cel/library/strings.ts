import { quote } from '../../text/quote.js';
import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import type { Value } from '../values.js';
import { formatText } from './format-text.js';

/** cel-go's extension of strings, in its version 2. Positions count code points. */
export const strings: Library = [
  declare('string_char_at_int', 'string.charAt(int) -> string', (text: string, index: bigint) => {
    const points = [...text];
    if (index < 0n || index > points.length) throw new CelRuntimeError(`index out of range: ${index}`);
    return points[Number(index)] ?? '';
  }),
  declare('string_index_of_string', 'string.indexOf(string) -> int', (text: string, part: string) =>
    indexOf(text, part, 0n),
  ),
  declare('string_index_of_string_int', 'string.indexOf(string, int) -> int', indexOf),
  declare('string_last_index_of_string', 'string.lastIndexOf(string) -> int', (text: string, part: string) =>
    lastIndexOf(text, part, BigInt([...text].length)),
  ),
  declare('string_last_index_of_string_int', 'string.lastIndexOf(string, int) -> int', lastIndexOf),
  declare('list_join', 'list<string>.join() -> string', (list: readonly string[]) => list.join('')),
  declare('list_join_string', 'list<string>.join(string) -> string', (list: readonly string[], separator: string) =>
    list.join(separator),
  ),
  declare('string_lower_ascii', 'string.lowerAscii() -> string', (text: string) =>
    text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  declare('string_upper_ascii', 'string.upperAscii() -> string', (text: string) =>
    text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
  declare(
    'string_replace_string_string',
    'string.replace(string, string) -> string',
    (text: string, from: string, to: string) => replace(text, from, to, -1n),
  ),
  declare('string_replace_string_string_int', 'string.replace(string, string, int) -> string', replace),
  declare('string_split_string', 'string.split(string) -> list<string>', (text: string, separator: string) =>
    split(text, separator, -1n),
  ),
  declare('string_split_string_int', 'string.split(string, int) -> list<string>', split),
  declare('string_substring_int', 'string.substring(int) -> string', (text: string, start: bigint) =>
    substring(text, start, BigInt([...text].length)),
  ),
  declare('string_substring_int_int', 'string.substring(int, int) -> string', substring),
  declare('string_trim', 'string.trim() -> string', (text: string) => text.trim()),
  declare('string_format', 'string.format(list<dyn>) -> string', (text: string, args: readonly Value[]) =>
    formatText(text, args),
  ),
  declare('strings_quote', 'strings.quote(string) -> string', quote),
];

function indexOf(text: string, part: string, from: bigint): bigint {
  const points = [...text];
  if (part === '') return from;
  if (from < 0n || from > points.length) throw new CelRuntimeError(`index out of range: ${from}`);
  const start = points.slice(0, Number(from)).join('').length;
  const found = text.indexOf(part, start);
  return found === -1 ? -1n : BigInt([...text.slice(0, found)].length);
}

function lastIndexOf(text: string, part: string, from: bigint): bigint {
  const points = [...text];
  if (part === '') return from;
  if (from < 0n || from > points.length) throw new CelRuntimeError(`index out of range: ${from}`);
  const found = text.lastIndexOf(part, points.slice(0, Number(from)).join('').length);
  return found === -1 ? -1n : BigInt([...text.slice(0, found)].length);
}

function replace(text: string, from: string, to: string, limit: bigint): string {
  if (limit < 0n)
    return (
      text
        .split(from)
        .join(to)
        .replace(/^/, from === '' ? to : '') + (from === '' ? to : '')
    );
  const parts = from === '' ? ['', ...text] : text.split(from);
  let result = parts[0] ?? '';
  for (const [index, part] of parts.slice(1).entries()) result += (BigInt(index) < limit ? to : from) + part;
  return result;
}

function split(text: string, separator: string, limit: bigint): string[] {
  if (limit === 0n) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (limit < 0n || parts.length <= limit) return parts;
  const count = Number(limit) - 1;
  return [...parts.slice(0, count), parts.slice(count).join(separator)];
}

function substring(text: string, start: bigint, end: bigint): string {
  const points = [...text];
  if (start > end) throw new CelRuntimeError(`invalid substring range. start: ${start}, end: ${end}`);
  for (const index of [start, end]) {
    if (index < 0n || index > points.length) throw new CelRuntimeError(`index out of range: ${index}`);
  }
  return points.slice(Number(start), Number(end)).join('');
}
