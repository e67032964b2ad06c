import { parseApiVersion, type Schema } from '@sampan/api';
import { kindType, type Type } from '@sampan/api/cel';
import { createSchemaRegistry } from '@sampan/api/schemas';
import type { Client } from '@sampan/client';

interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** The type of a kind by the server's OpenAPI documents; undefined: they do not tell of it. */
export async function readKindType(
  client: Client,
  { apiVersion = '', kind = '' }: { readonly apiVersion?: string; readonly kind?: string },
): Promise<Type | undefined> {
  const { paths = {} } = await client.json<{ paths?: Record<string, { serverRelativeURL: string }> }>({
    method: 'GET',
    path: '/openapi/v3',
  });
  const entry = paths[apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`];
  if (entry === undefined) return undefined;
  const document = await client.json<OpenApiDocument>({ method: 'GET', path: entry.serverRelativeURL });
  const registry = createSchemaRegistry(document.components?.schemas ?? {});
  const found = registry.forKind({ ...parseApiVersion(apiVersion), kind });
  return found && kindType(found.schema, registry, kind);
}
