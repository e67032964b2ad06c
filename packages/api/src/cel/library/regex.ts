import { compilePattern } from '../../schema/patterns.js';
import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';

/** Kubernetes' `find` and `findAll`. Patterns are RE2. */
export const regex: Library = [
  declare(
    'string_find_string',
    'string.find(string) -> string',
    (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '',
  ),
  declare('string_find_all_string', 'string.findAll(string) -> list<string>', (text: string, pattern: string) =>
    findAll(text, pattern, -1),
  ),
  declare(
    'string_find_all_string_int',
    'string.findAll(string, int) -> list<string>',
    (text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
  ),
];

export function matchesRegex(text: string, pattern: string): boolean {
  return compiled(pattern).matcher(text).find();
}

function findAll(text: string, pattern: string, limit: number): string[] {
  const matcher = compiled(pattern).matcher(text);
  const found: string[] = [];
  while (found.length !== limit && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

function compiled(pattern: string) {
  const expression = compilePattern(pattern);
  if (typeof expression === 'string') throw new CelRuntimeError(expression);
  return expression;
}
