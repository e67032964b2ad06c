import { field, fieldErrorMessage } from '../validation/field-error.js';
import { isQualifiedName } from '../validation/names.js';
import { newRequirement, type Requirement, SelectorError, type SelectorOperator } from './requirement.js';
import { type Selector, selectorOf } from './selector.js';

type TokenType =
  | 'end'
  | 'identifier'
  | 'error'
  | ')'
  | '('
  | ','
  | '!'
  | '=='
  | '='
  | '>'
  | '<'
  | '!='
  | 'in'
  | 'notin';

interface Token {
  type: TokenType;
  literal: string;
}

const operatorNames = 'in, notin, =, ==, !=, gt, lt';
const whitespace = /[ \t\r\n]/;
const specialSymbol = /[=!(),><]/;
const symbolTokens = new Set<string>([')', ',', '!', '==', '=', '>', '<', '!=', '(']);

/**
 * Parses the string form of a label selector: `env=prod,tier in (a,b),!legacy,replicas>2`. The empty string selects
 * everything. Throws a {@link SelectorError} in apimachinery's own words.
 */
export function parseLabelSelector(text: string): Selector {
  return selectorOf(parseRequirements(new TokenReader(text)));
}

function parseRequirements(tokens: TokenReader): Requirement[] {
  const requirements: Requirement[] = [];
  for (;;) {
    const next = tokens.peekValue();
    if (next.type === 'end') return requirements;
    if (next.type !== 'identifier' && next.type !== '!') {
      throw new SelectorError(`found '${next.literal}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(parseRequirement(tokens));
    const separator = tokens.takeValue();
    if (separator.type === 'end') return requirements;
    if (separator.type !== ',') {
      throw new SelectorError(`found '${separator.literal}', expected: ',' or 'end of string'`);
    }
    const following = tokens.peekValue();
    if (following.type !== 'identifier' && following.type !== '!') {
      throw new SelectorError(`found '${following.literal}', expected: identifier after ','`);
    }
  }
}

function parseRequirement(tokens: TokenReader): Requirement {
  try {
    const { key, operator: implied } = parseKey(tokens);
    if (implied !== undefined) return newRequirement(key, implied, []);
    const operator = parseOperator(tokens);
    const values = operator === 'in' || operator === 'notin' ? parseValues(tokens) : [parseExactValue(tokens)];
    return newRequirement(key, operator, [...new Set(values)].sort());
  } catch (error) {
    if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
    throw error;
  }
}

/** A key that stands alone asks for the label's existence, one after `!` for its absence. */
function parseKey(tokens: TokenReader): { key: string; operator?: SelectorOperator } {
  let token = tokens.takeValue();
  const negated = token.type === '!';
  if (negated) token = tokens.takeValue();
  if (token.type !== 'identifier') throw new SelectorError(`found '${token.literal}', expected: identifier`);
  const key = token.literal;
  const errors = isQualifiedName(key);
  if (errors.length > 0) throw new SelectorError(fieldErrorMessage(field.invalid('<nil>', key, errors.join('; '))));
  if (negated) return { key, operator: '!' };
  const next = tokens.peekValue();
  return next.type === 'end' || next.type === ',' ? { key, operator: 'exists' } : { key };
}

function parseOperator(tokens: TokenReader): SelectorOperator {
  const { type, literal } = tokens.take();
  switch (type) {
    case 'in':
    case 'notin':
    case '=':
    case '==':
    case '!=':
      return type;
    case '>':
      return 'gt';
    case '<':
      return 'lt';
    default:
      throw new SelectorError(`found '${literal}', expected: ${operatorNames}`);
  }
}

function parseExactValue(tokens: TokenReader): string {
  const next = tokens.peekValue();
  if (next.type === 'end' || next.type === ',') return '';
  const { type, literal } = tokens.takeValue();
  if (type !== 'identifier') throw new SelectorError(`found '${literal}', expected: identifier`);
  return literal;
}

function parseValues(tokens: TokenReader): string[] {
  const open = tokens.takeValue();
  if (open.type !== '(') throw new SelectorError(`found '${open.literal}' expected: '('`);
  const first = tokens.peekValue();
  if (first.type === ')') {
    tokens.takeValue();
    return [''];
  }
  if (first.type !== 'identifier' && first.type !== ',') {
    throw new SelectorError(`found '${first.literal}', expected: ',', ')' or identifier`);
  }
  return parseValueList(tokens);
}

/** What is missing between two commas, or between a comma and a parenthesis, is the empty value. */
function parseValueList(tokens: TokenReader): string[] {
  const values: string[] = [];
  for (;;) {
    const token = tokens.takeValue();
    if (token.type === 'identifier') {
      values.push(token.literal);
      const next = tokens.peekValue();
      if (next.type !== ',' && next.type !== ')') {
        throw new SelectorError(`found '${next.literal}', expected: ',' or ')'`);
      }
    } else if (token.type === ',') {
      if (values.length === 0) values.push('');
      const next = tokens.peekValue();
      if (next.type === ')' || next.type === ',') values.push('');
      if (next.type === ',') tokens.takeValue();
    } else {
      throw new SelectorError(`found '${token.literal}', expected: ',', or identifier`);
    }
    if (tokens.peekValue().type === ')') {
      tokens.takeValue();
      return values;
    }
  }
}

/** Reads tokens one at a time. In the place of a value, `in` and `notin` are identifiers like any other. */
class TokenReader {
  readonly #text: string;
  #position = 0;
  #next: Token;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#scan();
  }

  take(): Token {
    const token = this.#next;
    if (token.type !== 'end') this.#next = this.#scan();
    return token;
  }

  takeValue(): Token {
    return asValue(this.take());
  }

  peekValue(): Token {
    return asValue(this.#next);
  }

  #scan(): Token {
    while (whitespace.test(this.#text.charAt(this.#position))) this.#position++;
    const character = this.#text.charAt(this.#position);
    if (character === '') return { type: 'end', literal: '' };
    return specialSymbol.test(character) ? this.#scanSymbol() : this.#scanWord();
  }

  #scanSymbol(): Token {
    const two = this.#text.slice(this.#position, this.#position + 2);
    const literal = symbolTokens.has(two) ? two : two.charAt(0);
    this.#position += literal.length;
    return { type: literal as TokenType, literal };
  }

  #scanWord(): Token {
    const start = this.#position;
    for (;;) {
      const character = this.#text.charAt(this.#position);
      if (character === '' || specialSymbol.test(character) || whitespace.test(character)) break;
      this.#position++;
    }
    const literal = this.#text.slice(start, this.#position);
    return { type: literal === 'in' || literal === 'notin' ? literal : 'identifier', literal };
  }
}

function asValue(token: Token): Token {
  return token.type === 'in' || token.type === 'notin' ? { type: 'identifier', literal: token.literal } : token;
}
