import { naturalOrder } from './natural-order.js';
import { type ScalarStyle, scalarStyle } from './scalar-style.js';

/**
 * `value` (JSON) as Go's YAML writes it: keys in natural order, lists flush with their key, long lines folded at
 * spaces, several lines as a literal block, quotes only where a plain scalar would be read as something else.
 */
export function formatYaml(value: unknown): string {
  return [...yamlPieces(value)].join('');
}

/** {@link formatYaml} in pieces of a field or an item each at most: between two of them, others can have their turn. */
export function* yamlPieces(value: unknown): Generator<string, void, void> {
  if (isFilled(value)) yield* collection(value, { indent: 0, start: '' });
  else yield scalar(value, { indent: 0, column: 1 });
  yield '\n';
}

/** Where a scalar goes: how far in its own lines stand, and how much of the first line is taken. */
interface Place {
  indent: number;
  column: number;
}

/** Where a collection goes: how far in its lines stand, and what comes before the first one. */
interface Block {
  indent: number;
  start: string;
}

type Fields = Readonly<Record<string, unknown>>;

function collection(value: Fields | readonly unknown[], block: Block): Generator<string, void, void> {
  return isList(value) ? list(value, block) : mapping(value, block);
}

function* mapping(fields: Fields, { indent, start }: Block): Generator<string, void, void> {
  const margin = `\n${' '.repeat(indent)}`;
  let before = start;
  for (const key of Object.keys(fields).sort(naturalOrder)) {
    const value = fields[key];
    if (value === undefined) continue;
    const written = quoteKey(key);
    // A key that is too long to be a simple one stands by itself.
    const isLong = written.length > 128;
    const field = isLong ? `${before}? ${written}${margin}:` : `${before}${written}:`;
    const column = isLong ? indent + 1 : indent + width(written) + 1;
    before = margin;
    // A list stands as far left as its key, everything else two further right.
    yield* element(field, value, { indent: isList(value) ? indent : indent + 2, column });
  }
}

function* list(items: readonly unknown[], { indent, start }: Block): Generator<string, void, void> {
  const margin = `\n${' '.repeat(indent)}`;
  let before = start;
  for (const item of items) {
    if (isFilled(item)) yield* collection(item, { indent: indent + 2, start: `${before}- ` });
    else yield* element(`${before}-`, item, { indent: indent + 2, column: indent + 1 });
    before = margin;
  }
}

/** A value after a key's colon or a list's dash: a scalar on the same line, a collection on lines of its own. */
function* element(before: string, value: unknown, { indent, column }: Place): Generator<string, void, void> {
  if (isFilled(value)) yield* collection(value, { indent, start: `${before}\n${' '.repeat(indent)}` });
  else yield `${before} ${scalar(value, { indent, column: column + 1 })}`;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** A collection with something in it. */
function isFilled(value: unknown): value is Fields | readonly unknown[] {
  if (typeof value !== 'object' || value === null) return false;
  if (isList(value)) return value.length > 0;
  for (const key in value) if ((value as Fields)[key] !== undefined) return true;
  return false;
}

function quoteKey(key: string): string {
  const style = scalarStyle(key, true);
  const place = { indent: 0, column: Number.NEGATIVE_INFINITY };
  return style === 'literal' ? doubleQuote(key, place) : scalarText(key, style, place);
}

function scalar(value: unknown, place: Place): string {
  if (typeof value === 'string') return scalarText(value, scalarStyle(value, false), place);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'object' && value !== null) return isList(value) ? '[]' : '{}';
  return value === undefined ? 'null' : String(value);
}

function scalarText(text: string, style: ScalarStyle, place: Place): string {
  switch (style) {
    case 'plain':
      return place.column + text.length <= bestWidth ? text : fold(text, place, (character) => character);
    case 'single':
      return `'${fold(text, { ...place, column: place.column + 1 }, (character) => (character === "'" ? "''" : character))}'`;
    case 'double':
      return doubleQuote(text, place);
    case 'literal':
      return literal(text, place.indent);
  }
}

/** How much of a line may be taken before the next single space becomes a line break. */
const bestWidth = 80;

/** Breaks `text` at the first single space after the best width, as libyaml does; `write` gives what stands for a character. */
function fold(text: string, { indent, column }: Place, write: (character: string) => string): string {
  if (column + text.length <= bestWidth) return Array.from(text, write).join('');
  let folded = '';
  let at = column;
  let isAfterSpace = false;
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const isInside = index > 0 && index < characters.length - 1;
    if (character === ' ' && isInside && !isAfterSpace && at > bestWidth && characters[index + 1] !== ' ') {
      folded += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      const written = write(character);
      folded += written;
      at += width(written);
    }
    isAfterSpace = character === ' ';
  }
  return folded;
}

function width(text: string): number {
  return Array.from(text).length;
}

/** `|`, with how the block's own first spaces and last line breaks are to be read, then its lines. */
function literal(text: string, indent: number): string {
  const margin = ' '.repeat(indent);
  const indentHint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : margin + line));
  return `|${indentHint}${chomp}\n${lines.join('\n')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Inside double quotes, a space at the beginning of a line is written as `\\ `. */
function doubleQuote(text: string, { indent, column }: Place): string {
  let quoted = '';
  let at = column + 1;
  let isAfterSpace = false;
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const isInside = index > 0 && index < characters.length - 1;
    if (character === ' ' && isInside && !isAfterSpace && at > bestWidth) {
      const slash = characters[index + 1] === ' ' ? '\\' : '';
      quoted += `\n${' '.repeat(indent)}${slash}`;
      at = indent + slash.length;
    } else {
      const written = escapeCharacter(character);
      quoted += written;
      at += width(written);
    }
    isAfterSpace = character === ' ';
  }
  return `"${quoted}"`;
}

const unprintable = /^(?:["\\\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\u{10000}-\u{10ffff}])$/u;

function escapeCharacter(character: string): string {
  if (!unprintable.test(character)) return character;
  const escaped = escapes[character];
  if (escaped !== undefined) return escaped;
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number) => code.toString(16).toUpperCase().padStart(digits, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** As Go prints a float64: the shortest form, with an exponent of two digits where it is shorter. */
function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const magnitude = Math.abs(value);
  const text = magnitude < 1e-4 || magnitude >= 1e21 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
