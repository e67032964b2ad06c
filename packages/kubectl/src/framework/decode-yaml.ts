import { invalidBinary, yamlErrorText } from '@sampan/api';
import {
  type Document,
  isAlias,
  isCollection,
  isNode,
  isPair,
  isScalar,
  type Node,
  parseDocument,
  type Tags,
  visit,
  type YAMLParseError,
} from 'yaml';
import { formatSyntax } from '../printers/template/go-format.js';
import { CommandError } from './errors.js';

/** What a reader of YAML may do in two ways. */
export interface YamlOptions {
  /** Whether `yes`, `no`, `on`, `off`, `y` and `n` are booleans, as in YAML 1.1, or texts, as in 1.2. */
  booleans?: '1.1' | '1.2';
}

/**
 * The documents of a YAML stream as JSON values; empty documents are left out. The stream is cut where apimachinery cuts
 * it, at lines that begin with `---`, and each document is read as Go's YAML reads it: by YAML 1.1, but with the octal
 * numbers of 1.2, and with neither dates nor numbers in base 60. Throws in its words, after the documents before.
 */
export function* decodeYaml(text: string, { booleans = '1.1' }: YamlOptions = {}): Generator<unknown> {
  for (const document of documentsOf(text)) {
    const value = decodeDocument(document, booleans);
    if (value !== null && value !== undefined) yield value;
  }
}

function* documentsOf(text: string): Generator<string> {
  let document = '';
  for (const line of text.split(/(?<=\n)/)) {
    const after = line.startsWith('---') ? line.slice(3).trim() : undefined;
    if (after === undefined) document += line;
    else if (after !== '' && !after.startsWith('#'))
      throw new CommandError(`invalid Yaml document separator: ${after}`);
    else {
      yield document;
      document = '';
    }
  }
  yield document;
}

/** What Go's YAML reads: no other control characters than tabs and line breaks. */
const forbidden = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function decodeDocument(text: string, booleans: '1.1' | '1.2'): unknown {
  if (forbidden.test(text)) throw failure('control characters are not allowed');
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: (tags: Tags) => [
      ...tags
        .filter((tag) => typeof tag === 'string' || !isForeign(tag))
        .filter((tag) => booleans === '1.1' || typeof tag === 'string' || tag.tag !== boolean.tag)
        .map(withoutBareDot),
      ...(booleans === '1.1' ? [] : [boolean]),
      octal,
      binary,
    ],
  });
  const errors = document.errors.filter((error) => !isAccepted(error));
  if (errors.length > 0) throw failure(yamlErrorText(errors, text));
  checkNodes(document);
  return document.toJS({ maxAliasCount: 10_000 });
}

/** Go's parser reads the first document of what it is given, and comments that stand close to what is before them. */
function isAccepted({ code, message }: YAMLParseError): boolean {
  return code === 'MULTIPLE_DOCS' || message.startsWith('Comments must be separated');
}

function failure(text: string): CommandError {
  return new CommandError(`error converting YAML to JSON: yaml: ${text}`);
}

/** What YAML 1.1 knows and Go's YAML does not, and what is read otherwise here. */
function isForeign(tag: { tag: string; format?: string | undefined }): boolean {
  return (
    tag.format === 'TIME' ||
    ['timestamp', 'omap', 'pairs', 'set', 'binary'].some((name) => tag.tag === `tag:yaml.org,2002:${name}`)
  );
}

/** A dot alone is text, and no number without digits. */
function withoutBareDot<T>(tag: T): T {
  const { test } = tag as { test?: unknown };
  if (!(test instanceof RegExp) || !test.test('.')) return tag;
  return { ...tag, test: /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/ };
}

/** `0o440`, as YAML 1.2 has it. */
const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  format: 'OCT',
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text: string) => {
    const digits = text.replace(/[-+_]|0o/g, '');
    return Number.parseInt(digits, 8) * (text.startsWith('-') ? -1 : 1);
  },
};

/** The booleans of YAML 1.2. */
const boolean = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:true|True|TRUE|false|False|FALSE)$/,
  resolve: (text: string) => text.toLowerCase() === 'true',
};

/** The text that base64 stands for. */
const binary = {
  tag: 'tag:yaml.org,2002:binary',
  default: false as const,
  resolve: (text: string, onError: (message: string) => void) => {
    const digits = text.replace(/\s/g, '');
    if (!/^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/.test(digits)) onError(invalidBinary);
    return Buffer.from(digits, 'base64').toString('utf8');
  },
};

/** What can be read and is no JSON: keys that are no scalars, numbers that JSON has not, aliases of nothing. */
function checkNodes(document: Document): void {
  const { contents } = document;
  if (contents === null) return;
  visit(contents, {
    Alias: (_key, { source }) => {
      if (!hasAnchor(contents, source)) throw failure(`unknown anchor '${source}' referenced`);
    },
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && key.source === '<<' && key.type === 'PLAIN') {
        if (!isMergeSource(value)) throw failure('map merge requires map or sequence of maps as the value');
      } else if (isCollection(key)) {
        const text = formatSyntax(key.toJS(document)).replaceAll('map[string]', 'map[interface {}]');
        throw failure(`invalid map key: ${text}`);
      } else if (isScalar(key) && key.value === null) {
        const text = isNode(value) ? formatSyntax(value.toJS(document)) : '<nil>';
        throw new CommandError(
          `error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: ${text}`,
        );
      }
    },
    Scalar: (_key, { value, tag, source = '' }) => {
      if (typeof value === 'number' && !Number.isFinite(value)) {
        const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
        throw new CommandError(`error converting YAML to JSON: json: unsupported value: ${text}`);
      }
      const type = /^tag:yaml\.org,2002:(int|float|bool)$/.exec(tag ?? '')?.[1];
      if (type !== undefined && typeof value === 'string') {
        throw failure(`cannot decode !!str \`${source}\` as a !!${type}`);
      }
    },
  });
}

function isMergeSource(value: unknown): boolean {
  if (isAlias(value)) return true;
  if (!isCollection(value)) return false;
  return value.items.every((item) => isPair(item) || isAlias(item) || isCollection(item));
}

function hasAnchor(contents: Node, name: string): boolean {
  let found = false;
  visit(contents, {
    Node: (_key, node) => {
      if (!('anchor' in node) || node.anchor !== name) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
