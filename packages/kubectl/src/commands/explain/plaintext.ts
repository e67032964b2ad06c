import { findField } from './find-field.js';
import { type OpenApiDocument, type OpenApiSchema, referenced, resolveSchema, valueSchema } from './open-api.js';
import { indentText, wordWrap } from './word-wrap.js';

export interface ExplainOptions {
  document: OpenApiDocument;
  /** Print all fields below, one line each, instead of the next ones with what they mean. */
  recursive: boolean;
}

/** How wide a page is, in characters. */
const pageWidth = 80;

/** How many values of an enumeration a list of fields shows. */
const shownValues = 4;

/** What the field at `path` below `schema` is; undefined if there is no such field. */
export function explainField(
  schema: OpenApiSchema,
  path: readonly string[],
  options: ExplainOptions,
): string | undefined {
  const found = findField(schema, path, options.document);
  if (found === undefined) return undefined;
  const { field, name } = found;
  const resolved = resolveSchema(field, options.document);
  const description = wordWrap(descriptionOf(resolved, options.document) || '<empty>', pageWidth - 4);
  const fields = fieldList(resolved, { ...options, level: 1, seen: new Set() });
  return [
    name === undefined ? '' : `FIELD: ${name} <${typeName(field, options.document)}>\n${valueList(field)}\n\n`,
    `DESCRIPTION:\n${indentText(description, 4)}\n`,
    fields === '' ? '' : `FIELDS:\n${fields}`,
  ].join('');
}

/** The words about a schema, about what it refers to, and about its elements, a line break after each. */
function descriptionOf(schema: OpenApiSchema, document: OpenApiDocument): string {
  const resolved = resolveSchema(schema, document);
  const element = valueSchema(resolved);
  const others = [
    ...(resolved.allOf ?? []),
    ...(resolved.items ? [resolved.items] : []),
    ...(element ? [element] : []),
  ];
  const own = resolved.description ? `${resolved.description}\n` : '';
  return own + others.map((other) => descriptionOf(other, document)).join('');
}

interface ListOptions extends ExplainOptions {
  level: number;
  seen: ReadonlySet<string>;
}

function fieldList(schema: OpenApiSchema, options: ListOptions): string {
  if (schema.$ref !== undefined && options.seen.has(schema.$ref)) return '';
  const seen = new Set([...options.seen, ...(schema.$ref === undefined ? [] : [schema.$ref])]);
  const resolved = resolveSchema(schema, options.document);
  const properties = Object.entries(resolved.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const element = valueSchema(resolved);
  return [
    ...properties.map(([name, property]) => {
      const isRequired = resolved.required?.includes(name) ?? false;
      const line = fieldText(property, { name, isRequired, ...options });
      return options.recursive ? line + fieldList(property, { ...options, seen, level: options.level + 1 }) : line;
    }),
    ...(resolved.allOf ?? []).map((alternative) => fieldList(alternative, { ...options, seen })),
    ...(resolved.items ? [fieldList(resolved.items, { ...options, seen })] : []),
    ...(element ? [fieldList(element, { ...options, seen })] : []),
  ].join('');
}

interface FieldOptions extends ListOptions {
  name: string;
  isRequired: boolean;
}

/** `name <type> -required-`, the first values of an enumeration and, unless all fields are listed, the description. */
function fieldText(schema: OpenApiSchema, { name, isRequired, level, recursive, document }: FieldOptions): string {
  const width = level * 2;
  const space = ' '.repeat(width);
  const required = isRequired ? ' -required-' : '';
  const head = `${space}${name}\t<${typeName(schema, document)}>${required}${shortValues(schema, space)}\n`;
  if (recursive) return head;
  const description = wordWrap(schema.description || '<no description>', pageWidth - 2 - width);
  return `${head}${indentText(description, width + 2)}\n\n`;
}

/** `string`, `[]Container`, `map[string]string`, `Object`. */
function typeName(schema: OpenApiSchema, document: OpenApiDocument): string {
  const { items, allOf, properties, $ref, type } = schema;
  const element = valueSchema(schema);
  if (items) return `[]${typeName(items, document)}`;
  if (element) return `map[string]${typeName(element, document)}`;
  const [only, ...more] = allOf ?? [];
  if (only && more.length === 0 && !properties) return typeName(only, document);
  if ($ref === undefined) return type === undefined || type === 'object' ? 'Object' : type;
  const target = referenced(schema, document)?.type ?? 'object';
  return target === 'object'
    ? $ref.slice(Math.max($ref.lastIndexOf('/'), $ref.lastIndexOf('.')) + 1) || 'Object'
    : target;
}

/** All values of an enumeration, one a line. */
function valueList({ enum: values = [] }: OpenApiSchema): string {
  return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${valueText(value)}`).join('')}`;
}

function shortValues({ enum: values = [] }: OpenApiSchema, space: string): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, shownValues).map(valueText).join(', ');
  return `\n${space}enum: ${shown}${values.length > shownValues ? ', ....' : ''}`;
}

function valueText(value: unknown): string {
  return value === '' ? '""' : String(value);
}
