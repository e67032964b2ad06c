import { findField } from './find-field.js';
import { type OpenApiSchema, resolveSchema, valueSchema } from './open-api.js';
import type { ExplainOptions } from './plaintext.js';
import { indentText, wordWrap } from './word-wrap.js';

/** How wide a page is, in characters. */
const pageWidth = 80;

/** What the field at `path` below `schema` is, as kubectl printed it before OpenAPI v3; undefined if there is none. */
export function explainFieldOldStyle(
  schema: OpenApiSchema,
  path: readonly string[],
  options: ExplainOptions,
): string | undefined {
  const found = findField(schema, path, options.document);
  if (found === undefined) return undefined;
  const kind = innermost(found.field, options);
  const isKind = kind.properties !== undefined;
  const title = isKind ? 'RESOURCE: ' : 'FIELD:    ';
  const texts = descriptions(found.field, options).map((text) => indentText(wordWrap(text, pageWidth - 5), 5));
  return [
    found.name === undefined ? '' : `${title}${found.name} <${typeName(found.field, options)}>\n\n`,
    `DESCRIPTION:\n${texts.length === 0 ? '     <empty>' : texts.join('\n\n')}\n`,
    isKind ? `\nFIELDS:\n${fieldList(kind, { ...options, level: 0, seen: new Set() })}` : '',
  ].join('');
}

/** The schema itself, or of what its lists and maps hold. */
function innermost(schema: OpenApiSchema, options: ExplainOptions): OpenApiSchema {
  const resolved = resolveSchema(schema, options.document);
  const inner = resolved.items ?? valueSchema(resolved) ?? resolved.allOf?.[0];
  return inner === undefined ? resolved : innermost(inner, options);
}

/** The words about a field, then those about the kind that it holds. */
function descriptions(schema: OpenApiSchema, options: ExplainOptions): string[] {
  const resolved = resolveSchema(schema, options.document);
  const inner = resolved.items ?? valueSchema(resolved) ?? resolved.allOf?.[0];
  const own = resolved.description ? [resolved.description] : [];
  return inner === undefined ? own : [...own, ...descriptions(inner, options)];
}

interface ListOptions extends ExplainOptions {
  level: number;
  seen: ReadonlySet<OpenApiSchema>;
}

function fieldList(kind: OpenApiSchema, options: ListOptions): string {
  const space = ' '.repeat((options.level + 1) * 3);
  return Object.entries(kind.properties ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, property]) => {
      const head = `${space}${name}\t<${typeName(property, options)}>`;
      const seen = new Set([...options.seen, kind]);
      if (options.recursive) return `${head}\n${below(property, { ...options, seen })}`;
      const required = kind.required?.includes(name) ? ' -required-' : '';
      const [text] = descriptions(property, options);
      const description = text === undefined ? '' : `${indentText(wordWrap(text, pageWidth - 5), 5)}\n`;
      return `${head}${required}\n${description}\n`;
    })
    .join('');
}

/** All fields further in; kinds that hold themselves are not gone through again. */
function below(property: OpenApiSchema, options: ListOptions): string {
  const kind = innermost(property, options);
  return options.seen.has(kind) ? '' : fieldList(kind, { ...options, level: options.level + 1 });
}

/** `string`, `[]Object`, `map[string]string`. */
function typeName(schema: OpenApiSchema, options: ExplainOptions): string {
  const resolved = resolveSchema(schema, options.document);
  const values = valueSchema(resolved);
  if (resolved.items) return `[]${typeName(resolved.items, options)}`;
  if (values) return `map[string]${typeName(values, options)}`;
  const [only] = resolved.allOf ?? [];
  if (only && !resolved.properties) return typeName(only, options);
  if (resolved.type !== 'object') return resolved.type ?? '';
  return resolved.properties ? 'Object' : 'map[string]';
}
