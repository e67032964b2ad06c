import { yamlErrorText } from '@sampan/api';
import { type Document, isCollection, isScalar, parseAllDocuments, visit } from 'yaml';

/** Types of YAML 1.1 that JSON does not have: their texts stay strings. */
const unwantedTags = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:set']);

export interface ParsedYaml {
  readonly json: string;
  readonly duplicates: readonly string[];
}

/**
 * The first document of a YAML text as JSON, and what Go's strict parser says of keys that occur twice. Throws in the words
 * of Go's parser. What a text costs has no bound: this runs where it can be stopped (`yaml-thread.ts`).
 */
export function parseYaml(text: string): ParsedYaml {
  if (deepNesting.test(text)) throw new Error('exceeded max depth');
  const [document] = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    // Checked below: the parser compares every key with every other one.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !unwantedTags.has(tag.tag)),
  }) as Document.Parsed[];
  if (document === undefined) return { json: 'null', duplicates: [] };
  if (document.errors.length > 0) throw new Error(yamlErrorText(document.errors, text));
  const duplicates = duplicateKeys(document, text);
  // Through JSON: what YAML can say and JSON cannot (NaN, dates, keys that are no strings) becomes what JSON has.
  return { json: JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null', duplicates };
}

/** Five hundred lists or keys in one line, or brackets in a row: a parser would take very long to find that out. */
const deepNesting = /^[ \t]*(?:[-?:][ \t]+){500}|(?:[[{][ \t\r\n]*){500}/m;

/** Keys that a mapping has twice, as `line 7: key "a" already set in map`. Throws where one is no scalar. */
function duplicateKeys(document: Document.Parsed, text: string): string[] {
  const duplicates: string[] = [];
  visit(document, {
    Map: (_place, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (isCollection(key)) throw new Error('invalid map key');
        if (!isScalar(key) || key.value === '<<') continue;
        if (keys.has(key.value)) {
          const line = text.slice(0, key.range?.[0]).split('\n').length;
          duplicates.push(`line ${line}: key ${JSON.stringify(key.value)} already set in map`);
        }
        keys.add(key.value);
      }
    },
  });
  return duplicates;
}
