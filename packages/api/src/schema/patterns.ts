import { RE2JS, RE2JSException } from 're2js';

const compiled = new Map<string, RE2JS | string>();
/** So many patterns are remembered: a server's definitions have some hundreds. */
const maxRemembered = 2000;

/**
 * Regular expressions as Go reads them (RE2): whatever the pattern, matching takes time in proportion to the text. Finds
 * the pattern anywhere in the text; a pattern that is none matches nothing.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = compilePattern(pattern);
  return typeof expression === 'string' ? false : expression.matcher(text).find();
}

/** Why a pattern is none, in Go's words (`error parsing regexp: missing closing ): …`); undefined: it is one. */
export function patternProblem(pattern: string): string | undefined {
  const expression = compilePattern(pattern);
  return typeof expression === 'string' ? expression : undefined;
}

/** The compiled pattern, or what is wrong with it. */
export function compilePattern(pattern: string): RE2JS | string {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= maxRemembered) compiled.clear();
  const expression = compile(pattern);
  compiled.set(pattern, expression);
  return expression;
}

function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}
