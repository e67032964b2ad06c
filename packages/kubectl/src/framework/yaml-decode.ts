import { parseAllDocuments, type Tags } from 'yaml';
import { CommandError } from './errors.js';

/**
 * The documents of a YAML stream as JSON values; empty documents are left out. Scalars are read as Go's YAML reads
 * them: by YAML 1.1, but with neither dates nor numbers in base 60.
 */
export function decodeYaml(text: string): unknown[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || !isForeign(tag)),
  });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const line = error.linePos?.[0].line ?? 1;
      throw new CommandError(`error converting YAML to JSON: ${goText(error.code, line)}`);
    }
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
    return value === null || value === undefined ? [] : [value];
  });
}

/** What YAML 1.1 knows and Go's YAML does not. */
function isForeign(tag: { tag: string; format?: string | undefined }): boolean {
  return (
    tag.format === 'TIME' ||
    ['timestamp', 'omap', 'pairs', 'set'].some((name) => tag.tag === `tag:yaml.org,2002:${name}`)
  );
}

/** The words of Go's YAML for a mistake; where they differ much, what they say most often. */
function goText(code: string, line: number): string {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return `yaml: ${atLine(line)}mapping values are not allowed in this context`;
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return `yaml: ${atLine(line)}found character that cannot start any token`;
    case 'MISSING_CHAR':
      return `yaml: ${atLine(line)}could not find expected ':'`;
    case 'BAD_ALIAS':
      return 'yaml: unknown anchor referenced';
    default:
      // Its parser, unlike its scanner, counts lines from zero.
      return `yaml: ${atLine(line - 1)}did not find expected key`;
  }
}

/** The first line goes without saying. */
function atLine(line: number): string {
  return line > 1 ? `line ${line}: ` : '';
}
