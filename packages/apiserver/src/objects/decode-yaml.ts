import { type Document, isScalar, parseAllDocuments, visit } from 'yaml';
import { type DecodedBody, SyntaxProblem } from './decode-body.js';

/** Types of YAML 1.1 that JSON does not have: their texts stay strings. */
const unwantedTags = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:set']);

/** Reads the first document of a YAML text as JSON data. Throws a {@link SyntaxProblem}. */
export function decodeYaml(text: string): DecodedBody {
  try {
    const [document] = parseAllDocuments(text, {
      version: '1.1',
      merge: true,
      // Checked below: the parser compares every key with every other one.
      uniqueKeys: false,
      prettyErrors: false,
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !unwantedTags.has(tag.tag)),
    }) as Document.Parsed[];
    if (document === undefined) return { value: null, duplicates: [] };
    const [error] = document.errors;
    if (error !== undefined) throw error;
    refuseRepeatedKeys(document, text);
    // Through JSON: what YAML can say and JSON cannot (NaN, dates, keys that are no strings) becomes what JSON has.
    return { value: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null'), duplicates: [] };
  } catch (error) {
    throw new SyntaxProblem(`error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : error}`);
  }
}

/** Throws where a mapping has a key twice, in the words of Go's parser. */
function refuseRepeatedKeys(document: Document.Parsed, text: string): void {
  visit(document, {
    Map: (_place, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (keys.has(key.value)) {
          const line = text.slice(0, key.range?.[0]).split('\n').length;
          throw new Error(`unmarshal errors:\n  line ${line}: key ${JSON.stringify(key.value)} already set in map`);
        }
        keys.add(key.value);
      }
    },
  });
}
