import type { Issue } from './cel-error.js';
import { unescapeBytes, unescapeText } from './string-literals.js';

export type TokenKind = 'ident' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the expression. */
  readonly text: string;
  readonly at: number;
  /** What a string or bytes literal means. */
  readonly value?: string | Uint8Array;
}

const symbols = ['==', '!=', '<=', '>=', '&&', '||', ...'[]{}().,-!?:+*/%<>'];
const number = /^(?:0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?)/;
const identifier = /^[A-Za-z_][A-Za-z0-9_]*/;
const quoted = /^([rRbB]{0,2})("""|'''|"|')/;

/** The tokens of an expression, the last one its end; what is none is an issue. */
export function tokenize(text: string): { tokens: Token[]; issues: Issue[] } {
  const tokens: Token[] = [];
  const issues: Issue[] = [];
  let offset = 0;
  /** Offsets are told in code points. */
  let at = 0;
  const advance = (length: number) => {
    at += [...text.slice(offset, offset + length)].length;
    offset += length;
  };
  while (offset < text.length) {
    const rest = text.slice(offset);
    const blank = /^(?:[\t \r\n\f]+|\/\/[^\n]*)/.exec(rest);
    if (blank !== null) {
      advance(blank[0].length);
      continue;
    }
    const token = tokenAt(rest, at, issues);
    if (token === undefined) {
      const character = [...rest][0] ?? '';
      issues.push({ at, message: `Syntax error: token recognition error at: '${character}'` });
      advance(character.length);
      continue;
    }
    tokens.push(token);
    advance(token.text.length);
  }
  tokens.push({ kind: 'end', text: '<EOF>', at });
  return { tokens, issues };
}

function tokenAt(rest: string, at: number, issues: Issue[]): Token | undefined {
  const literal = stringAt(rest, at, issues);
  if (literal !== undefined) return literal;
  const digits = number.exec(rest)?.[0];
  if (digits !== undefined) return { kind: numberKind(digits), text: digits, at };
  const name = identifier.exec(rest)?.[0];
  if (name !== undefined) return { kind: 'ident', text: name, at };
  const symbol = symbols.find((candidate) => rest.startsWith(candidate));
  return symbol === undefined ? undefined : { kind: 'symbol', text: symbol, at };
}

function numberKind(digits: string): TokenKind {
  if (/^0x/.test(digits)) return /[uU]$/.test(digits) ? 'uint' : 'int';
  if (/[.eE]/.test(digits)) return 'double';
  return /[uU]$/.test(digits) ? 'uint' : 'int';
}

function stringAt(rest: string, at: number, issues: Issue[]): Token | undefined {
  const start = quoted.exec(rest);
  if (start === null) return undefined;
  const [opening, prefix = '', quote = ''] = start;
  const isRaw = /r/i.test(prefix);
  let end = opening.length;
  while (end < rest.length && !rest.startsWith(quote, end)) {
    if (quote.length === 1 && rest[end] === '\n') return undefined;
    end += rest[end] === '\\' && !isRaw ? 2 : 1;
  }
  if (end >= rest.length) return undefined;
  const body = rest.slice(opening.length, end);
  const token = rest.slice(0, end + quote.length);
  const isBytes = /b/i.test(prefix);
  const value = isBytes ? unescapeBytes(body, isRaw) : unescapeText(body, isRaw);
  if (value === undefined) issues.push({ at, message: 'unable to unescape string' });
  return { kind: isBytes ? 'bytes' : 'string', text: token, at, value: value ?? '' };
}
