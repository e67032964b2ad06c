import { functionNames } from './functions.js';
import { lexTemplate, type Piece, type Token } from './lex.js';
import { type Node, type Operand, type Pipeline, type Template, TemplateError } from './nodes.js';

/** Parses a Go template. Throws a {@link TemplateError} in Go's words. */
export function parseTemplate(text: string): Template {
  const parser = new Parser(lexTemplate(text));
  const { nodes, end } = parser.list();
  if (end !== undefined) throw new TemplateError(`template: output:${end.line}: unexpected {{${end.word}}}`);
  return { root: nodes, defined: parser.defined };
}

type Action = Extract<Piece, { type: 'action' }>;

/** What ended a list of nodes: `end`, or `else` with what follows it. */
interface ListEnd {
  word: 'end' | 'else';
  line: number;
  rest: Action;
}

/** Walks through the pieces of a template once. */
class Parser {
  readonly defined = new Map<string, Node[]>();
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** The nodes up to `{{end}}`, `{{else …}}`, or the end of the template. */
  list(): { nodes: Node[]; end: ListEnd | undefined } {
    const nodes: Node[] = [];
    for (;;) {
      const piece = this.#pieces[this.#at++];
      if (piece === undefined) return { nodes, end: undefined };
      if (piece.type === 'text') {
        nodes.push(piece);
        continue;
      }
      const word = piece.tokens[0]?.type === 'identifier' ? piece.tokens[0].text : '';
      if (word === 'end' || word === 'else') {
        return { nodes, end: { word, line: piece.line, rest: { ...piece, tokens: piece.tokens.slice(1) } } };
      }
      const node = this.#action(word, piece);
      if (node !== undefined) nodes.push(node);
    }
  }

  #action(word: string, piece: Action): Node | undefined {
    const rest = { ...piece, tokens: piece.tokens.slice(1) };
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#control(word, rest);
      case 'break':
      case 'continue':
        return { type: word };
      case 'define': {
        this.defined.set(nameOf(rest), this.#body(rest));
        return undefined;
      }
      case 'block': {
        const name = nameOf(rest);
        this.defined.set(name, this.#body(rest));
        return { type: 'template', name, pipeline: parsePipeline({ ...rest, tokens: rest.tokens.slice(1) }) };
      }
      case 'template': {
        const tokens = rest.tokens.slice(1);
        return {
          type: 'template',
          name: nameOf(rest),
          pipeline: tokens.length === 0 ? undefined : parsePipeline({ ...rest, tokens }),
        };
      }
      default:
        return { type: 'action', pipeline: parsePipeline(piece) };
    }
  }

  /** `{{else if …}}` is an `if` inside the `else`, which the same `{{end}}` ends. */
  #control(type: 'if' | 'with' | 'range', action: Action): Node {
    if (action.tokens.length === 0)
      throw new TemplateError(`template: output:${action.line}: missing value for ${type}`);
    const pipeline = parsePipeline(action);
    const { nodes: body, end } = this.list();
    if (end === undefined) throw new TemplateError(`template: output:${action.line}: unexpected EOF`);
    if (end.word === 'end') return { type, pipeline, body, otherwise: [] };
    const next = end.rest.tokens[0];
    if (next?.text === 'if' || next?.text === 'with') {
      const nested = this.#control(next.text, { ...end.rest, tokens: end.rest.tokens.slice(1) });
      return { type, pipeline, body, otherwise: [nested] };
    }
    return { type, pipeline, body, otherwise: this.#body(action) };
  }

  #body(action: Action): Node[] {
    const { nodes, end } = this.list();
    if (end?.word !== 'end') throw new TemplateError(`template: output:${action.line}: unexpected EOF`);
    return nodes;
  }
}

function nameOf({ tokens, line }: Action): string {
  const [name] = tokens;
  if (name?.type !== 'string') throw new TemplateError(`template: output:${line}: unexpected token in template clause`);
  return unquote(name.text);
}

function parsePipeline(action: Action): Pipeline {
  const tokens = [...action.tokens];
  const variables: string[] = [];
  let isAssignment = false;
  const assignAt = tokens.findIndex(({ type, text }) => type === 'symbol' && (text === ':=' || text === '='));
  if (assignAt !== -1 && tokens[0]?.type === 'variable') {
    const names = tokens.splice(0, assignAt + 1);
    isAssignment = names.at(-1)?.text === '=';
    variables.push(...names.filter(({ type }) => type === 'variable').map(({ text }) => text));
  }
  const pipeline = { variables, isAssignment, source: action.source, line: action.line, column: action.column };
  const commands = parseCommands(tokens, action);
  if (tokens.length > 0) throw unexpected(tokens[0], action);
  if (commands.length === 0 || commands.some((command) => command.length === 0)) {
    throw new TemplateError(`template: output:${action.line}: missing value for command`);
  }
  return { ...pipeline, commands };
}

/** Commands up to the end of the tokens or a closing parenthesis, which stays. */
function parseCommands(tokens: Token[], action: Action): Operand[][] {
  const commands: Operand[][] = [[]];
  for (let token = tokens[0]; token !== undefined; token = tokens[0]) {
    if (token.type === 'symbol' && token.text === ')') break;
    tokens.shift();
    if (token.type === 'symbol' && token.text === '|') commands.push([]);
    else commands.at(-1)?.push(parseOperand(token, tokens, action));
  }
  return commands;
}

function parseOperand(token: Token, tokens: Token[], action: Action): Operand {
  switch (token.type) {
    case 'string':
      return { type: 'literal', value: unquote(token.text) };
    case 'char':
      return { type: 'literal', value: unquote(token.text.replace(/^'|'$/g, '"')).codePointAt(0) };
    case 'number':
      return { type: 'literal', value: Number(token.text) };
    case 'field': {
      // Go counts a chain of fields from its second one.
      const column = tokens[0]?.type === 'field' && !tokens[0].spaced ? tokens[0].column : token.column;
      return { type: 'field', path: [token.text.slice(1), ...fields(tokens)], column };
    }
    case 'variable':
      return { type: 'variable', name: token.text, path: fields(tokens) };
    case 'identifier':
      if (token.text === 'true' || token.text === 'false') return { type: 'literal', value: token.text === 'true' };
      if (token.text === 'nil') return { type: 'nil' };
      if (!functionNames.has(token.text)) {
        throw new TemplateError(`template: output:${action.line}: function ${JSON.stringify(token.text)} not defined`);
      }
      return { type: 'function', name: token.text };
    case 'symbol': {
      if (token.text === '.') return { type: 'dot' };
      if (token.text !== '(') throw unexpected(token, action);
      const commands = parseCommands(tokens, action);
      if (tokens.shift()?.text !== ')') throw new TemplateError(`template: output:${action.line}: unclosed left paren`);
      const { source, line, column } = action;
      return {
        type: 'group',
        pipeline: { variables: [], isAssignment: false, commands, source, line, column },
        path: fields(tokens),
      };
    }
  }
}

/** Fields that follow without a space. */
function fields(tokens: Token[]): string[] {
  const path: string[] = [];
  while (tokens[0]?.type === 'field' && !tokens[0].spaced) path.push(tokens.shift()?.text.slice(1) ?? '');
  return path;
}

function unexpected(token: Token | undefined, { line }: Action): TemplateError {
  return new TemplateError(`template: output:${line}: unexpected <${token?.text}> in operand`);
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  return text
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/g, (_, code: string) => {
      if (/^[xuU]/.test(code) && code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return escapes[code] ?? code;
    });
}
