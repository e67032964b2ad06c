/** What a parser of YAML says of a mistake. */
export interface YamlSyntaxError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** What is said of `!!binary` values that are not base64. */
export const invalidBinary = '!!binary value contains invalid base64 data';

/**
 * A syntax error as Go's YAML words it. The two parsers notice some mistakes at other places; where they do, the words
 * are what Go's says most often, and so is the line: its scanner counts lines from one, its parser from zero.
 */
export function yamlErrorText([error, next]: readonly YamlSyntaxError[], text: string): string {
  const { code, message, pos } = error ?? noError;
  const line = text.slice(0, pos[0]).split('\n').length;
  const scanner = (words: string) => `${atLine(line)}${words}`;
  const parser = (words: string) => `${atLine(line - 1)}${words}`;
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (message.startsWith('A block sequence')) return parser('did not find expected key');
      return `${atLine(next?.code === 'MULTILINE_IMPLICIT_KEY' ? line + 1 : line)}mapping values are not allowed in this context`;
    case 'MULTILINE_IMPLICIT_KEY':
      return `${atLine(line + 1)}mapping values are not allowed in this context`;
    case 'TAB_AS_INDENT':
      return scanner(
        isContinuation(text, pos[0])
          ? 'found a tab character that violates indentation'
          : 'found character that cannot start any token',
      );
    case 'BAD_SCALAR_START':
      return scanner('found character that cannot start any token');
    case 'BAD_DQ_ESCAPE':
      return scanner(
        /sequence \\[xuU]/.test(message) ? 'did not find expected hexdecimal number' : 'found unknown escape character',
      );
    case 'MISSING_CHAR':
      if (message.includes('quote')) return scanner('found unexpected end of stream');
      if (message.startsWith('Implicit map keys')) return `${atLine(line + 1)}could not find expected ':'`;
      return scanner("could not find expected ':'");
    case 'BAD_ALIAS':
      return scanner('did not find expected alphabetic or numeric character');
    case 'TAG_RESOLVE_FAILED':
      if (message.startsWith(invalidBinary)) return invalidBinary;
      return scanner("did not find the expected '>'");
    case 'BAD_INDENT':
      if (message.startsWith('Flow sequence')) return parser("did not find expected ',' or ']'");
      if (message.startsWith('Flow map')) return parser("did not find expected ',' or '}'");
      return parser('did not find expected key');
    case 'UNEXPECTED_TOKEN':
      if (message.startsWith('Block scalar header')) return scanner('did not find expected comment or line break');
      return parser('did not find expected node content');
    default:
      return parser('did not find expected key');
  }
}

const noError: YamlSyntaxError = { code: '', message: '', pos: [0, 0] };

/** The first line goes without saying. */
function atLine(line: number): string {
  return line > 1 ? `line ${line}: ` : '';
}

/** Whether the line before ends with a plain scalar, which a tab would continue. */
function isContinuation(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd();
  return !before.endsWith(':') && !/["'|>\]}]$/.test(before);
}
