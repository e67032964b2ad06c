import { pathNotFound } from '@sampan/api';
import type { ResourceCatalog } from '../kinds/resource-catalog.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { PathRequest, PathTable } from '../pipeline/paths.js';
import type { OpenapiDocuments } from './openapi-documents.js';
import { serveOpenapi } from './serve-openapi.js';

/** `/openapi/v2` and `/openapi/v3`: what the served resources look like. */
export function openapiPaths(
  documents: OpenapiDocuments,
  catalog: ResourceCatalog,
  others: { readonly generation: number },
): PathTable {
  const newest = () => `${catalog.generation} ${others.generation}`;
  let generation = newest();

  async function answer({ http, info }: PathRequest): Promise<ApiResponse> {
    if (generation !== newest()) {
      generation = newest();
      documents.invalidate();
    }
    const response = await serveOpenapi(documents, {
      path: info.path,
      hash: info.query.get('hash') ?? undefined,
      accept: headerOf(http.headers, 'accept'),
      ifNoneMatch: headerOf(http.headers, 'if-none-match') || undefined,
    });
    if (response === undefined) throw pathNotFound();
    return { status: response.status, headers: { ...response.headers }, body: response.body ?? Buffer.alloc(0) };
  }

  return { exact: { '/openapi/v2': answer, '/openapi/v3': answer }, prefixes: { '/openapi/v3/': answer } };
}
