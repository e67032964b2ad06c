import { naturalOrder } from './natural-order.js';
import { type ScalarStyle, scalarStyle } from './yaml-scalar.js';

/**
 * `value` (JSON) as Go's YAML writes it: keys in natural order, lists flush with their key, long lines folded at
 * spaces, several lines as a literal block, quotes only where a plain scalar would be read as something else.
 */
export function formatYaml(value: unknown): string {
  return `${block(value, { indent: 0, column: 0 }).trimStart()}\n`;
}

/** Where a value goes: how far in its own lines stand, and how much of the first line is taken. */
interface Place {
  indent: number;
  column: number;
  /** Right after a list's dash: a mapping or a list begins on the same line. */
  inList?: boolean;
}

/** `value` as it follows a key's colon or a list's dash: on the same line, or on lines of its own. */
function block(value: unknown, place: Place): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []' : list(value, place);
  if (typeof value === 'object' && value !== null) return mapping(value as Record<string, unknown>, place);
  return ` ${scalar(value, { ...place, column: place.column + 1 })}`;
}

function mapping(fields: Record<string, unknown>, { indent, inList }: Place): string {
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort(naturalOrder);
  if (keys.length === 0) return ' {}';
  const margin = ' '.repeat(indent);
  const lines = keys.map((key) => {
    const value = fields[key];
    // A list stands as far left as its key, everything else two further right.
    const inner = Array.isArray(value) ? indent : indent + 2;
    const written = quoteKey(key);
    return written.length > 128
      ? `? ${written}\n${margin}:${block(value, { indent: inner, column: indent + 1 })}`
      : `${written}:${block(value, { indent: inner, column: indent + width(written) + 1 })}`;
  });
  return `${inList ? ' ' : `\n${margin}`}${lines.join(`\n${margin}`)}`;
}

function list(items: readonly unknown[], { indent, inList }: Place): string {
  const margin = ' '.repeat(indent);
  const lines = items.map((item) => `-${block(item, { indent: indent + 2, column: indent + 1, inList: true })}`);
  return `${inList ? ' ' : `\n${margin}`}${lines.join(`\n${margin}`)}`;
}

function quoteKey(key: string): string {
  const style = scalarStyle(key, true);
  const place = { indent: 0, column: Number.NEGATIVE_INFINITY };
  return style === 'literal' ? doubleQuote(key, place) : scalarText(key, style, place);
}

function scalar(value: unknown, place: Place): string {
  if (typeof value === 'string') return scalarText(value, scalarStyle(value, false), place);
  if (typeof value === 'number') return number(value);
  return value === undefined ? 'null' : String(value);
}

function scalarText(text: string, style: ScalarStyle, place: Place): string {
  switch (style) {
    case 'plain':
      return fold(text, place, (character) => character);
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
