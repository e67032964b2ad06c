import { type Expr, type MapEntry, nameOf, type StructField } from './ast.js';
import { CelSyntaxError, type Issue } from './cel-error.js';
import { type Token, tokenize } from './lexer.js';
import { expandMacro } from './macros.js';
import { Uint } from './values.js';

/** How deep an expression may be, and how long. */
const maxDepth = 250;
const maxLength = 100_000;

const primaries =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const reserved = new Set([
  ...['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package'],
  ...['namespace', 'return', 'var', 'void', 'while'],
]);

/** Parses an expression of the Common Expression Language. Throws a {@link CelSyntaxError} in cel-go's words. */
export function parse(text: string, bindings = false): Expr {
  if (text.length > maxLength) {
    throw new CelSyntaxError('', [
      { at: 0, message: `expression code point size exceeds limit: size: ${text.length}, limit ${maxLength}` },
    ]);
  }
  const { tokens, issues } = tokenize(text);
  const parser = new Parser(tokens, issues, bindings);
  let expression: Expr | undefined;
  try {
    expression = parser.whole();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  if (issues.length > 0 || expression === undefined) throw new CelSyntaxError(text, sorted(issues));
  return expression;
}

function sorted(issues: readonly Issue[]): Issue[] {
  return [...issues].sort((a, b) => a.at - b.at);
}

/** Nothing more can be read after a mistake of the grammar. */
class Stopped extends Error {}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #issues: Issue[];
  readonly #bindings: boolean;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], issues: Issue[], bindings: boolean) {
    this.#tokens = tokens;
    this.#issues = issues;
    this.#bindings = bindings;
  }

  whole(): Expr {
    const expression = this.#expression();
    const token = this.#peek();
    if (token.kind !== 'end') this.#stop(token.at, `Syntax error: extraneous input '${token.text}' expecting <EOF>`);
    return expression;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #isAt(...texts: string[]): boolean {
    const token = this.#peek();
    return (token.kind === 'symbol' || token.text === 'in') && texts.includes(token.text);
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #expect(text: string): Token {
    if (this.#isAt(text)) return this.#take();
    const token = this.#peek();
    return this.#stop(
      token.at,
      token.kind === 'end'
        ? `Syntax error: missing '${text}' at '<EOF>'`
        : `Syntax error: mismatched input '${token.text}' expecting '${text}'`,
    );
  }

  #stop(at: number, message: string): never {
    this.#issues.push({ at, message });
    throw new Stopped();
  }

  #expression(): Expr {
    if (++this.#depth > maxDepth) this.#stop(-1, `expression recursion limit exceeded: ${maxDepth}`);
    const condition = this.#binary(0);
    this.#depth--;
    if (!this.#isAt('?')) return condition;
    const { at } = this.#take();
    const whenTrue = this.#binary(0);
    this.#expect(':');
    const whenFalse = this.#expression();
    return { kind: 'call', name: '_?_:_', target: undefined, args: [condition, whenTrue, whenFalse], at };
  }

  /** Operators by how loosely they bind. */
  #binary(level: number): Expr {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    while (this.#isAt(...operators)) {
      const { text, at } = this.#take();
      const right = this.#binary(level + 1);
      const name = text === 'in' ? '@in' : `_${text}_`;
      left = { kind: 'call', name, target: undefined, args: [left, right], at };
    }
    return left;
  }

  #unary(): Expr {
    if (!this.#isAt('!', '-')) return this.#member();
    const { text, at } = this.#take();
    const next = this.#peek();
    if (text === '-' && (next.kind === 'int' || next.kind === 'double') && next.at === at + 1) {
      this.#take();
      return this.#members(this.#number({ ...next, text: `-${next.text}`, at }));
    }
    if (++this.#depth > maxDepth) this.#stop(-1, `expression recursion limit exceeded: ${maxDepth}`);
    const operand = this.#unary();
    this.#depth--;
    return { kind: 'call', name: text === '!' ? '!_' : '-_', target: undefined, args: [operand], at };
  }

  #member(): Expr {
    return this.#members(this.#primary());
  }

  #members(start: Expr): Expr {
    let operand = start;
    for (;;) {
      if (this.#isAt('.')) operand = this.#selection(operand);
      else if (this.#isAt('[')) operand = this.#index(operand);
      else {
        const name = this.#isAt('{') ? nameOf(operand) : undefined;
        if (name === undefined) return operand;
        operand = this.#struct(name);
      }
    }
  }

  #struct(name: string): Expr {
    const { at } = this.#take();
    const fields: StructField[] = [];
    while (!this.#isAt('}')) {
      const optional = this.#isAt('?');
      if (optional) this.#take();
      const field = this.#take();
      if (field.kind !== 'ident') {
        return this.#stop(field.at, `Syntax error: mismatched input '${field.text || '<EOF>'}' expecting IDENTIFIER`);
      }
      const colon = this.#expect(':');
      fields.push({ name: field.text, value: this.#expression(), optional, at: colon.at });
      if (!this.#isAt(',')) break;
      this.#take();
    }
    this.#expect('}');
    return { kind: 'struct', name, fields, at };
  }

  #selection(operand: Expr): Expr {
    const dot = this.#take();
    const optional = this.#isAt('?');
    if (optional) this.#take();
    const name = this.#take();
    if (name.kind !== 'ident') {
      return this.#stop(
        name.at,
        name.kind === 'end'
          ? `Syntax error: no viable alternative at input '${optional ? '.?' : '.'}'`
          : `Syntax error: mismatched input '${name.text}' expecting IDENTIFIER`,
      );
    }
    if (optional || !this.#isAt('(')) {
      return { kind: 'select', operand, field: name.text, testOnly: false, optional, at: dot.at };
    }
    const open = this.#take();
    const args = this.#list(')');
    return this.#call(name.text, operand, args, open.at);
  }

  #index(operand: Expr): Expr {
    const { at } = this.#take();
    const optional = this.#isAt('?');
    if (optional) this.#take();
    const index = this.#expression();
    this.#expect(']');
    return { kind: 'call', name: optional ? '_[?_]' : '_[_]', target: undefined, args: [operand, index], at };
  }

  #primary(): Expr {
    const token = this.#peek();
    const { at } = token;
    switch (token.kind) {
      case 'string':
      case 'bytes':
        this.#take();
        return { kind: 'literal', value: token.value ?? '', at };
      case 'int':
      case 'uint':
      case 'double':
        return this.#number(this.#take());
      case 'ident':
        return this.#identifier(this.#take());
      case 'symbol':
        return this.#bracketed(token);
      default:
        return this.#stop(at, `Syntax error: mismatched input '<EOF>' expecting ${primaries}`);
    }
  }

  #identifier(token: Token): Expr {
    const { text, at } = token;
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    if (text === 'null') return { kind: 'literal', value: null, at };
    if (text === 'in') return this.#stop(at, `Syntax error: mismatched input 'in' expecting ${primaries}`);
    if (reserved.has(text)) this.#issues.push({ at, message: `reserved identifier: ${text}` });
    if (!this.#isAt('(')) return { kind: 'ident', name: text, at };
    const open = this.#take();
    return this.#call(text, undefined, this.#list(')'), open.at);
  }

  #call(name: string, target: Expr | undefined, args: readonly Expr[], at: number): Expr {
    const call = { name, target, args, at };
    return expandMacro(call, this.#issues, this.#bindings) ?? { kind: 'call', ...call };
  }

  #bracketed(token: Token): Expr {
    switch (token.text) {
      case '(': {
        this.#take();
        const inside = this.#expression();
        this.#expect(')');
        return inside;
      }
      case '[':
        return this.#listLiteral();
      case '{':
        return this.#mapLiteral();
      case '.': {
        this.#take();
        const name = this.#take();
        if (name.kind === 'ident') return this.#identifier({ ...name, at: token.at });
        return this.#stop(name.at, `Syntax error: mismatched input '${name.text}' expecting IDENTIFIER`);
      }
      default:
        return this.#stop(token.at, `Syntax error: mismatched input '${token.text}' expecting ${primaries}`);
    }
  }

  #listLiteral(): Expr {
    const { at } = this.#take();
    const items: Expr[] = [];
    const optional = new Set<number>();
    while (!this.#isAt(']')) {
      if (this.#isAt('?')) {
        this.#take();
        optional.add(items.length);
      }
      items.push(this.#expression());
      if (!this.#isAt(',')) break;
      this.#take();
    }
    this.#expect(']');
    return { kind: 'list', items, optional, at };
  }

  #mapLiteral(): Expr {
    const { at } = this.#take();
    const entries: MapEntry[] = [];
    while (!this.#isAt('}')) {
      const optional = this.#isAt('?');
      if (optional) this.#take();
      const key = this.#expression();
      this.#expect(':');
      entries.push({ key, value: this.#expression(), optional });
      if (!this.#isAt(',')) break;
      this.#take();
    }
    this.#expect('}');
    return { kind: 'map', entries, at };
  }

  #list(end: string): Expr[] {
    const items: Expr[] = [];
    while (!this.#isAt(end)) {
      items.push(this.#expression());
      if (!this.#isAt(',')) break;
      this.#take();
    }
    this.#expect(end);
    return items;
  }

  #number({ kind, text, at }: Token): Expr {
    if (kind === 'double') return { kind: 'literal', value: Number(text), at };
    const digits = text.replace(/[uU]$/, '');
    const amount = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
    if (kind === 'uint') {
      if (amount > maxUint) this.#issues.push({ at, message: 'invalid uint literal' });
      return { kind: 'literal', value: new Uint(amount), at };
    }
    if (amount > maxInt || amount < -maxInt - 1n) this.#issues.push({ at, message: 'invalid int literal' });
    return { kind: 'literal', value: amount, at };
  }
}

const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;

const levels = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];
