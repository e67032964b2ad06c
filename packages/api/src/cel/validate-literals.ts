import { patternProblem } from '../schema/patterns.js';
import { type Expr, partsOf } from './ast.js';
import type { Issue } from './cel-error.js';
import { parseCelDuration, parseTimestamp } from './times.js';

/** Texts in an expression that are no pattern, time or duration where one has to be: told before anything is evaluated. */
export function literalIssues(expression: Expr): Issue[] {
  const issues: Issue[] = [];
  visit(expression, (node) => {
    if (node.kind !== 'call') return;
    const argument = node.args[node.args.length - 1];
    if (argument?.kind !== 'literal' || typeof argument.value !== 'string') return;
    const problem = problemOf(node.name, argument.value);
    if (problem !== undefined) issues.push({ at: argument.at, message: problem });
  });
  return issues;
}

function problemOf(name: string, text: string): string | undefined {
  if (name === 'matches' && patternProblem(text) !== undefined) return `invalid matches argument`;
  if (name === 'duration' && parseCelDuration(text) === undefined) return 'invalid duration argument';
  if (name === 'timestamp' && parseTimestamp(text) === undefined) return 'invalid timestamp argument';
  return undefined;
}

function visit(expression: Expr, look: (node: Expr) => void): void {
  look(expression);
  for (const child of partsOf(expression)) visit(child, look);
}
