/** A mistake in an expression, and where it is. */
export interface Issue {
  /** In code points, from the beginning of the text; -1: it is about the whole. */
  readonly at: number;
  readonly message: string;
}

/** An expression that cannot be parsed, or is not of one type. The message shows each mistake in its line. */
export class CelSyntaxError extends Error {
  constructor(text: string, issues: readonly Issue[]) {
    super(issues.map((issue) => formatIssue(text, issue)).join('\n'));
  }
}

/** What went wrong when an expression was evaluated: `no such key: a`, `division by zero`. */
export class CelRuntimeError extends Error {}

/** It cost more than it may. */
export class CelCostError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/**
 * As cel-go shows it:
 *
 *     ERROR: <input>:1:5: undefined field 'b'
 *      | self.b > 1
 *      | ....^
 */
function formatIssue(text: string, { at, message }: Issue): string {
  if (at < 0) return `ERROR: <input>:-1:0: ${message}`;
  const lines = text.split('\n');
  let line = 0;
  let column = at;
  while (line < lines.length - 1 && column > [...(lines[line] ?? '')].length) {
    column -= [...(lines[line] ?? '')].length + 1;
    line++;
  }
  const shown = (lines[line] ?? '').replaceAll('\t', ' ');
  return `ERROR: <input>:${line + 1}:${column + 1}: ${message}\n | ${shown}\n | ${'.'.repeat(column)}^`;
}
