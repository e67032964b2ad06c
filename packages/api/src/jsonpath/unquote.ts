import { JsonPathError } from './nodes.js';

const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The text of a Go string literal between double or single quotes. */
export function unquote(literal: string): string {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  let text = '';
  for (let index = 0; index < body.length; ) {
    const match = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/su.exec(
      body.slice(index),
    );
    if (match === null) {
      const character = body.charAt(index++);
      if (character === quote || character === '\\') throw invalid(literal);
      text += character;
      continue;
    }
    index += match[0].length;
    text += escaped(match, quote) ?? fail(literal);
  }
  return text;
}

function escaped([, hex, short, long, octal, simple = '']: RegExpExecArray, quote: string): string | undefined {
  const digits = hex ?? short ?? long;
  if (digits !== undefined) return codePoint(Number.parseInt(digits, 16));
  if (octal !== undefined) return codePoint(Number.parseInt(octal, 8));
  return simple === quote ? quote : simpleEscapes[simple];
}

function codePoint(code: number): string | undefined {
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

function fail(literal: string): never {
  throw invalid(literal);
}

function invalid(literal: string): JsonPathError {
  return new JsonPathError(`unquote string ${literal} error invalid syntax`);
}
