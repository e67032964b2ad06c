import { type ArrayBound, JsonPathError, type ListNode, type Node } from './nodes.js';
import { unquote } from './unquote.js';

const terminators = ' \t\r\n.,[]$@{}';
const letterOrDigit = /[_\p{L}\p{Nd}]/u;
const digit = /\p{Nd}/u;

/** Parses a template: text, and actions between braces. Throws a {@link JsonPathError} in client-go's words. */
export function parseTemplate(text: string): Node[] {
  const nodes: Node[] = [];
  let position = 0;
  while (position < text.length) {
    const brace = text.indexOf('{', position);
    const end = brace === -1 ? text.length : brace;
    if (end > position) nodes.push({ type: 'text', text: text.slice(position, end) });
    if (brace === -1) break;
    const parser = new ActionParser(text, brace + 1);
    nodes.push(parser.parse());
    position = parser.position;
  }
  return nodes;
}

/** Parses what stands between one pair of braces; afterwards `position` is behind the closing one. */
class ActionParser {
  readonly #text: string;
  readonly #nodes: Node[] = [];
  position: number;

  constructor(text: string, position: number) {
    this.#text = text;
    this.position = position;
  }

  parse(): ListNode {
    for (;;) {
      if (this.#skip('}')) return { type: 'list', nodes: this.#nodes };
      if (this.#skip('[?(')) this.#parseFilter();
      else if (this.#skip('..')) this.#parseRecursive();
      else this.#parseNext();
    }
  }

  #parseNext(): void {
    const character = this.#take();
    if (character === '' || character === '\n' || character === '\r') throw new JsonPathError('unclosed action');
    if (character === ' ' || character === '@' || character === '$') return;
    if (character === '[') this.#parseArray();
    else if (character === '"' || character === "'") this.#parseQuote(character);
    else if (character === '.') this.#parseField();
    else if (character === '+' || character === '-' || digit.test(character)) this.#parseNumber(character);
    else if (letterOrDigit.test(character)) this.#parseIdentifier(character);
    else throw new JsonPathError(`unrecognized character in action: ${describe(character)}`);
  }

  #parseRecursive(): void {
    if (this.#nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.#nodes.push({ type: 'recursive' });
    if (letterOrDigit.test(this.#peek())) this.#parseField();
  }

  /** A backslash takes the special meaning from the character behind it. */
  #parseField(): void {
    let name = '';
    while (!this.#atTerminator()) {
      const character = this.#take();
      name += character === '\\' ? this.#take() : character;
    }
    this.#nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name });
  }

  #parseIdentifier(first: string): void {
    let name = first;
    while (!this.#atTerminator()) name += this.#take();
    const literal = name === 'true' || name === 'false';
    this.#nodes.push(
      literal ? { type: 'literal', value: name === 'true', isFloat: false } : { type: 'identifier', name },
    );
  }

  #parseNumber(first: string): void {
    let text = first;
    while (this.#peek() === '.' || digit.test(this.#peek())) text += this.#take();
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
    this.#nodes.push({ type: 'literal', value: Number(text), isFloat: text.includes('.') });
  }

  #parseQuote(quote: string): void {
    const start = this.position - 1;
    for (;;) {
      const character = this.#take();
      if (character === '' || character === '\n') throw new JsonPathError('unterminated quoted string');
      if (character === quote && this.#text[this.position - 2] !== '\\') break;
    }
    this.#nodes.push({ type: 'text', text: unquote(this.#text.slice(start, this.position)) });
  }

  #parseArray(): void {
    const start = this.position;
    for (;;) {
      const character = this.#take();
      if (character === '' || character === '\n') throw new JsonPathError('unterminated array');
      if (character === ']') break;
    }
    const text = this.#text.slice(start, this.position - 1);
    const members = text.split(',');
    if (members.length > 1) {
      const lists = members.map((member) => parseAction(`[${member.replace(/^ +| +$/g, '')}]`));
      this.#nodes.push({ type: 'union', members: lists });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key === null) this.#nodes.push(parseBounds(text === '*' ? ':' : text));
    else this.#nodes.push(...parseAction(`.${key[1]}`).nodes);
  }

  /** Quotes may stand around one side of the comparison; a parenthesis between them does not end the filter. */
  #parseFilter(): void {
    const start = this.position;
    let quote = '';
    let closed = false;
    for (;;) {
      const character = this.#take();
      if (character === '' || character === '\n') throw new JsonPathError('unterminated filter');
      if (character === '"' || character === "'") {
        if (quote === '') quote = character;
        else if (character === quote && this.#text[this.position - 2] !== '\\') closed = true;
      } else if (character === ')' && (quote !== '') === closed) break;
    }
    if (this.#take() !== ']') throw new JsonPathError('unclosed array expect ]');
    const text = this.#text.slice(start, this.position - 2);
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(text);
    if (comparison === null) {
      this.#nodes.push({
        type: 'filter',
        left: parseAction(text),
        right: { type: 'list', nodes: [] },
        operator: 'exists',
      });
      return;
    }
    const [, left = '', operator = '', right = ''] = comparison;
    this.#nodes.push({ type: 'filter', left: parseAction(left), right: parseAction(right), operator });
  }

  #peek(): string {
    const code = this.#text.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #take(): string {
    const character = this.#peek();
    this.position += character.length;
    return character;
  }

  #skip(prefix: string): boolean {
    if (!this.#text.startsWith(prefix, this.position)) return false;
    this.position += prefix.length;
    return true;
  }

  #atTerminator(): boolean {
    const character = this.#peek();
    return character === '' || terminators.includes(character);
  }
}

function parseAction(text: string): ListNode {
  const [first] = parseTemplate(`{${text}}`);
  return first as ListNode;
}

/** `N`, `START:END`, `START:END:STEP`; what is left out is unknown, and a single index ends one behind itself. */
function parseBounds(text: string): Node {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (match === null) throw new JsonPathError(`invalid array index ${text}`);
  const start = bound(match[1]);
  const derived = { value: start.value + 1, known: true, derived: true };
  const end = match[2] === undefined ? derived : bound(match[2].slice(1));
  return { type: 'array', start, end, step: bound(match[3]?.slice(1)) };
}

function bound(text: string | undefined): ArrayBound {
  if (text === undefined || text === '') return { value: 0, known: false };
  if (text === '-') throw new JsonPathError(`array index ${text} is not a number`);
  return { value: Number(text), known: true };
}

/** As Go's `%#U` verb: `U+007C '|'`. */
function describe(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${character}'`;
}
