import { type Document, parseAllDocuments } from 'yaml';
import { type DecodedBody, SyntaxProblem } from './decode-body.js';

/** Types of YAML 1.1 that JSON does not have: their texts stay strings. */
const unwantedTags = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:set']);

/** Reads the first document of a YAML text as JSON data. Throws a {@link SyntaxProblem}. */
export function decodeYaml(text: string): DecodedBody {
  try {
    const [document] = parseAllDocuments(text, {
      version: '1.1',
      merge: true,
      uniqueKeys: true,
      prettyErrors: false,
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !unwantedTags.has(tag.tag)),
    }) as Document.Parsed[];
    if (document === undefined) return { value: null, duplicates: [] };
    const [error] = document.errors;
    if (error !== undefined) throw error;
    // Through JSON: what YAML can say and JSON cannot (NaN, dates, keys that are no strings) becomes what JSON has.
    return { value: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null'), duplicates: [] };
  } catch (error) {
    throw new SyntaxProblem(`error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : error}`);
  }
}
