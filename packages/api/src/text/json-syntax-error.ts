import { quote } from './quote.js';

/** What is wrong with a text that is not JSON, in the words of Go's encoding/json. */
export function jsonSyntaxError(text: string): string {
  return new Scanner(text).run() ?? 'unexpected end of JSON input';
}

/**
 * Where the JSON value ends that stands at `start` of `text`, and what is wrong with it if it is none: `end` is then
 * what Go's decoder calls the offset.
 */
export function scanJsonValue(text: string, start: number): { end: number; problem?: string } {
  const scanner = new Scanner(text, start);
  const problem = scanner.value();
  return { end: scanner.end + (problem === undefined ? 0 : 1), ...(problem !== undefined && { problem }) };
}

/** Walks a JSON text until something does not fit. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string, start = 0) {
    this.#text = text;
    this.#at = start;
  }

  get end(): number {
    return this.#at;
  }

  run(): string | undefined {
    const problem = this.value();
    if (problem !== undefined) return problem;
    this.#skipSpace();
    return this.#ended() ? undefined : this.#invalid('after top-level value');
  }

  value(): string | undefined {
    this.#skipSpace();
    if (this.#ended()) return unexpectedEnd;
    const character = this.#text.charAt(this.#at);
    if (character === '{') return this.#object();
    if (character === '[') return this.#array();
    if (character === '"') return this.#string();
    if (character === '-' || isDigit(character)) return this.#number();
    for (const literal of ['true', 'false', 'null']) if (literal[0] === character) return this.#literal(literal);
    return this.#invalid('looking for beginning of value');
  }

  #object(): string | undefined {
    this.#at++;
    for (let first = true; ; first = false) {
      this.#skipSpace();
      if (this.#ended()) return unexpectedEnd;
      if (first && this.#take('}')) return undefined;
      if (this.#text[this.#at] !== '"') return this.#invalid('looking for beginning of object key string');
      const key = this.#string();
      if (key !== undefined) return key;
      this.#skipSpace();
      if (!this.#take(':')) return this.#invalid('after object key');
      const value = this.value();
      if (value !== undefined) return value;
      this.#skipSpace();
      if (this.#take('}')) return undefined;
      if (!this.#take(',')) return this.#invalid('after object key:value pair');
    }
  }

  #array(): string | undefined {
    this.#at++;
    this.#skipSpace();
    if (this.#take(']')) return undefined;
    for (;;) {
      const value = this.value();
      if (value !== undefined) return value;
      this.#skipSpace();
      if (this.#take(']')) return undefined;
      if (!this.#take(',')) return this.#invalid('after array element');
    }
  }

  #string(): string | undefined {
    for (this.#at++; !this.#ended(); this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (character === '"') {
        this.#at++;
        return undefined;
      }
      if (character < ' ') return this.#invalid('in string literal');
      if (character !== '\\') continue;
      this.#at++;
      const escaped = this.#text.charAt(this.#at);
      if (escaped === 'u') {
        for (let digit = 0; digit < 4; digit++) {
          this.#at++;
          if (this.#ended()) return unexpectedEnd;
          if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at)))
            return this.#invalid('in \\u hexadecimal character escape');
        }
      } else if (escaped !== '' && !'"\\/bfnrt'.includes(escaped)) {
        return this.#invalid('in string escape code');
      }
    }
    return unexpectedEnd;
  }

  #number(): string | undefined {
    this.#take('-');
    if (!this.#digits()) return this.#invalid('in numeric literal');
    if (this.#take('.') && !this.#digits()) return this.#invalid('after decimal point in numeric literal');
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      if (!this.#digits()) return this.#invalid('in exponent of numeric literal');
    }
    return undefined;
  }

  /** A number's digits; a leading zero stands alone. */
  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.#text.charAt(this.#at))) {
      this.#at++;
      if (this.#text[start] === '0' && this.#text[start - 1] !== '.') break;
    }
    return this.#at > start;
  }

  #literal(literal: string): string | undefined {
    for (let index = 1; index < literal.length; index++) {
      this.#at++;
      if (this.#ended()) return unexpectedEnd;
      if (this.#text[this.#at] !== literal[index]) {
        return this.#invalid(`in literal ${literal} (expecting '${literal[index]}')`);
      }
    }
    this.#at++;
    return undefined;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  #invalid(context: string): string {
    if (this.#ended()) return unexpectedEnd;
    return `invalid character ${quoteCharacter(String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0))} ${context}`;
  }
}

const unexpectedEnd = 'unexpected end of JSON input';

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** As Go quotes a character: `'x'`, `'\''`, `'\n'`. */
function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  return `'${quote(character).slice(1, -1)}'`;
}
