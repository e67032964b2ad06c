import { TemplateError } from './nodes.js';

/** A piece of a template: text between braces, or the tokens of one pair of braces. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'action'; tokens: Token[]; line: number; column: number; source: string };

export interface Token {
  type: 'string' | 'char' | 'number' | 'field' | 'variable' | 'identifier' | 'symbol';
  text: string;
  /** Whether space stands before it: `.a .b` are two words, `.a.b` is one. */
  spaced: boolean;
  /** Where it stands in its line, from zero. */
  column: number;
}

/** Splits a template at its braces. `{{-` and `-}}` eat the white space of the text beside them. */
export function lexTemplate(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  for (;;) {
    const open = text.indexOf('{{', at);
    let between = text.slice(at, open === -1 ? undefined : open);
    if (trimsNext) between = between.trimStart();
    const trimsBefore = open !== -1 && /^\{\{-\s/.test(text.slice(open, open + 4));
    if (trimsBefore) between = between.trimEnd();
    if (between !== '') pieces.push({ type: 'text', text: between });
    if (open === -1) return pieces;
    const start = open + (trimsBefore ? 3 : 2);
    const { line, column } = position(text, open);
    const comment = /^\s*\/\*[\s\S]*?\*\/\s*?( -)?\}\}/.exec(text.slice(start));
    if (comment !== null) {
      at = start + comment[0].length;
      trimsNext = comment[1] !== undefined;
      continue;
    }
    const { tokens, end } = lexAction(text, start, line);
    trimsNext = /\s-$/.test(text.slice(start, end));
    const source = text.slice(start, end).replace(/\s-$/, '').trim();
    pieces.push({ type: 'action', tokens, line, column, source });
    at = end + 2;
  }
}

const patterns: readonly [Token['type'], RegExp][] = [
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  ['number', /[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)/y],
  ['field', /\.[\p{L}\p{N}_]+/uy],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['identifier', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['symbol', /:=|=|\||\(|\)|,|\./y],
];

function lexAction(text: string, start: number, line: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let at = start;
  let spaced = true;
  for (;;) {
    const rest = text.slice(at, at + 4);
    if (rest.startsWith('}}')) return { tokens, end: at };
    if (/^\s-\}\}/.test(rest)) return { tokens, end: at + 2 };
    if (at >= text.length) throw new TemplateError(`template: output:${line}: unclosed action`);
    if (/\s/.test(text.charAt(at))) {
      at++;
      spaced = true;
      continue;
    }
    const token = nextToken(text, at);
    if (token === undefined) {
      throw new TemplateError(
        text.charAt(at) === '"'
          ? `template: output:${line}: unterminated quoted string`
          : `template: output:${line}: unexpected ${JSON.stringify(text.charAt(at))} in command`,
      );
    }
    tokens.push({ ...token, spaced, column: at - (text.lastIndexOf('\n', at) + 1) });
    at += token.text.length;
    spaced = false;
  }
}

function nextToken(text: string, at: number): Pick<Token, 'type' | 'text'> | undefined {
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { type, text: match[0] };
  }
  return undefined;
}

function position(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 2 };
}
