import { badRequest, isTrueParameter } from '@sampan/api';

/** What a request asks for, read from its method and URL alone, as kube-apiserver's RequestInfo. */
export interface RequestInfo {
  readonly isResource: boolean;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  readonly verb: string;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  /** Empty for cluster-scoped resources, and for lists across all namespaces. */
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** What follows the subresource, as it was sent (`…/proxy/a/b%2Fc` → `a/b%2Fc`). */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/**
 * Resolves a URL:
 *
 *     /api/VERSION[/watch][/namespaces/NS]/RESOURCE[/NAME[/SUBRESOURCE[/…]]]
 *     /apis/GROUP/VERSION[/watch][/namespaces/NS]/RESOURCE[/NAME[/SUBRESOURCE[/…]]]
 *
 * `/namespaces/NS` itself is the resource `namespaces`, and so are its subresources `status` and `finalize`.
 * Throws BadRequest where the URL is not well formed.
 */
export function requestInfoOf(method: string, url: string): RequestInfo {
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  const query = question === -1 ? emptyQuery : new URLSearchParams(url.slice(question + 1));
  const segments = path.split('/');
  const core = segments[1] === 'api';
  const first = core ? 3 : 4;
  if ((!core && segments[1] !== 'apis') || segments.length <= first || segments[first] === '') {
    return nonResource(method, path, query);
  }
  const decoded = path.includes('%') ? segments.map(decodeSegment) : segments;
  return resourceInfo({ method, path, query, segments: decoded, raw: segments, core, first });
}

const emptyQuery = new URLSearchParams();

function nonResource(method: string, path: string, query: URLSearchParams): RequestInfo {
  return {
    isResource: false,
    verb: method.toLowerCase(),
    path,
    group: '',
    version: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
    rest: '',
    query,
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`invalid URL escape "${segment}"`);
  }
}

interface Segments {
  method: string;
  path: string;
  query: URLSearchParams;
  segments: readonly string[];
  /** The segments as they were sent. */
  raw: readonly string[];
  core: boolean;
  /** Where the part after the group and version starts. */
  first: number;
}

function resourceInfo({ method, path, query, segments, raw, core, first }: Segments): RequestInfo {
  let at = first;
  const legacyWatch = segments[at] === 'watch' && segments.length > at + 1;
  if (legacyWatch) at++;
  let namespace = '';
  if (segments[at] === 'namespaces' && segments.length > at + 1 && segments[at + 1] !== '') {
    namespace = segments[at + 1] ?? '';
    const next = segments[at + 2];
    if (next !== undefined && next !== '' && next !== 'status' && next !== 'finalize') at += 2;
  }
  const resource = segments[at] ?? '';
  const name = segments[at + 1] ?? '';
  const subresource = segments[at + 2] ?? '';
  return {
    isResource: true,
    // Only collections and objects can be watched: what is done to an object keeps the name of its own verb.
    verb: legacyWatch && method === 'GET' && subresource === '' ? 'watch' : verbOf(method, name, query),
    path,
    group: core ? '' : (segments[2] ?? ''),
    version: (core ? segments[2] : segments[3]) ?? '',
    namespace,
    resource,
    subresource,
    name,
    rest: raw.length > at + 3 ? raw.slice(at + 3).join('/') : '',
    query,
  };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'GET':
    case 'HEAD':
      if (name !== '') return 'get';
      return isTrueParameter(query.get('watch')) ? 'watch' : 'list';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}
