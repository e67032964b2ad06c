import type { OpenapiDocument, OpenapiDocuments } from './openapi-documents.js';

/** Clients ask for it with an `@` before the version, which no media type may have: it is answered with a dot. */
const protobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** A request for a document. */
export interface OpenapiRequest {
  /** Without the query: `/openapi/v3/apis/apps/v1`. */
  readonly path: string;
  /** The `hash` parameter. */
  readonly hash?: string | undefined;
  readonly accept?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface OpenapiResponse {
  readonly status: 200 | 301 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A year: documents that are named by their hash never change. */
const immutable = 'public, immutable, max-age=31536000';

/** Answers a request below `/openapi/`; undefined: there is no such document. */
export async function serveOpenapi(
  documents: OpenapiDocuments,
  request: OpenapiRequest,
): Promise<OpenapiResponse | undefined> {
  const path = request.path.replace(/\/+$/, '');
  if (path === '/openapi/v2') return serveV2(documents, request);
  if (path === '/openapi/v3') return respond(documents.index(), request, { 'content-type': 'application/json' });
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const document = await documents.v3(path.slice('/openapi/v3/'.length));
  if (document === undefined) return undefined;
  if (request.hash !== undefined && request.hash !== document.etag) {
    return { status: 301, headers: { location: `${path}?hash=${document.etag}`, 'cache-control': 'no-cache' } };
  }
  const cacheControl = request.hash === undefined ? 'no-cache, private' : immutable;
  return respond(document, request, { 'content-type': 'application/json', 'cache-control': cacheControl });
}

/** kubectl asks for protobuf and nothing else; everybody else gets JSON. */
async function serveV2(documents: OpenapiDocuments, request: OpenapiRequest): Promise<OpenapiResponse> {
  const form = /proto-openapi\.spec\.v2[.@]v1\.0\+protobuf/.test(request.accept ?? '') ? 'protobuf' : 'json';
  const contentType = form === 'json' ? 'application/json' : protobufType;
  return respond(await documents.v2(form), request, { 'content-type': contentType, vary: 'Accept' });
}

function respond(
  { body, etag }: OpenapiDocument,
  { ifNoneMatch }: OpenapiRequest,
  headers: Readonly<Record<string, string>>,
): OpenapiResponse {
  const tag = `"${etag}"`;
  const isKnown = ifNoneMatch?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) ?? false;
  if (isKnown) return { status: 304, headers: { etag: tag, ...headers } };
  return { status: 200, headers: { etag: tag, ...headers }, body };
}
