import { type OpenApiDocument, type OpenApiSchema, resolveSchema, valueSchema } from './open-api.js';

/** A field that was looked for. */
export interface FoundField {
  field: OpenApiSchema;
  /** The last part of the path; undefined for the kind itself. */
  name: string | undefined;
}

/** Follows the path through fields, and on the way to each through items of lists and values of maps. */
export function findField(
  schema: OpenApiSchema,
  path: readonly string[],
  document: OpenApiDocument,
): FoundField | undefined {
  return find(schema, path, { document, seen: new Set(), name: undefined });
}

interface Search {
  document: OpenApiDocument;
  /** References on the way since the last field: schemas may refer to themselves. */
  seen: ReadonlySet<string>;
  name: string | undefined;
}

function find(schema: OpenApiSchema, path: readonly string[], search: Search): FoundField | undefined {
  const [next, ...rest] = path;
  if (next === undefined) return { field: schema, name: search.name };
  if (schema.$ref !== undefined && search.seen.has(schema.$ref)) return undefined;
  const seen = new Set([...search.seen, ...(schema.$ref === undefined ? [] : [schema.$ref])]);
  const resolved = resolveSchema(schema, search.document);
  const property = resolved.properties?.[next];
  if (property !== undefined) return find(property, rest, { ...search, seen: new Set(), name: next });
  const element = resolved.items ?? valueSchema(resolved);
  if (element !== undefined) return find(element, path, { ...search, seen });
  for (const alternative of resolved.allOf ?? []) {
    const found = find(alternative, path, { ...search, seen });
    if (found !== undefined) return found;
  }
  return undefined;
}
