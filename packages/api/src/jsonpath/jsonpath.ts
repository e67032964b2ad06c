import { formatValue } from '../text/format-value.js';
import { marshalJson } from '../text/marshal-json.js';
import { type EvaluateOptions, evaluateNode } from './evaluate.js';
import { JsonPathError, type Node } from './nodes.js';
import { parseTemplate } from './parse.js';

/** A parsed template in Kubernetes' dialect of JSONPath, as `-o jsonpath` takes it. */
export interface JsonPath {
  /** What each part of the template selects, in the order of the output. */
  find(data: unknown): unknown[][];
  /** The output: what a part selects stands with spaces between, objects and lists as JSON. */
  print(data: unknown): string;
  /** Everything that is selected as one JSON list a part, as `-o jsonpath-as-json` prints it. */
  printJson(data: unknown): string;
}

/**
 * Parses a template; throws a {@link JsonPathError} in client-go's words, as do the functions of the result. With
 * `allowMissingKeys` a field that is not there selects nothing instead of being an error.
 */
export function parseJsonPath(template: string, { allowMissingKeys = false }: Partial<EvaluateOptions> = {}): JsonPath {
  const nodes = parseTemplate(template);
  const find = (data: unknown) => evaluateBlock(nodes, data, { allowMissingKeys, depth: 0 }).results;
  return {
    find,
    print: (data) => find(data).map(printResults).join(''),
    printJson: (data) =>
      find(data)
        .map((results) => `${marshalJson(results, '    ')}\n`)
        .join(''),
  };
}

const relaxed = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/** `{.name}`, `.name`, `name` or `{name}` as `{.name}`: the short forms that `--sort-by` and custom columns take. */
export function relaxedJsonPath(expression: string): string {
  if (expression === '') return '';
  const match = relaxed.exec(expression);
  if (match === null) {
    throw new JsonPathError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  return `{.${match[1] ?? match[2]}}`;
}

interface Block {
  results: unknown[][];
  /** How many nodes stand before the block's end, the `{end}` with them; undefined: it has none. */
  length: number | undefined;
}

/**
 * Evaluates nodes up to the `{end}` of the range that they are in. What follows a range that never ends is part of it,
 * and is evaluated once more behind it, as client-go does.
 */
function evaluateBlock(nodes: readonly Node[], data: unknown, options: EvaluateOptions & { depth: number }): Block {
  const results: unknown[][] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index] as Node;
    const selected = evaluateNode([data], node, options);
    if (hasIdentifier(node, 'end')) {
      if (options.depth === 0) throw new JsonPathError('not in range, nothing to end');
      return { results, length: index + 1 };
    }
    if (!hasIdentifier(node, 'range')) {
      results.push(selected);
      continue;
    }
    const body = nodes.slice(index + 1);
    const inside = { ...options, depth: options.depth + 1 };
    const blocks = selected.map((value) => evaluateBlock(body, value, inside));
    for (const block of blocks) results.push(...block.results);
    const [first] = blocks.length > 0 ? blocks : [evaluateBlock(body, undefined, inside)];
    index += first?.length ?? 0;
  }
  return { results, length: undefined };
}

function hasIdentifier(node: Node, name: string): boolean {
  return node.type === 'list' && node.nodes.some((child) => child.type === 'identifier' && child.name === name);
}

function printResults(results: readonly unknown[]): string {
  return results.map(printValue).join(' ');
}

function printValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? marshalJson(value) : formatValue(value);
}
