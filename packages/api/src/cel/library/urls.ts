import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue } from '../values.js';

/** A URL in its parts, as they were written. */
class CelUrl extends OpaqueValue {
  readonly typeName = 'kubernetes.URL';
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(text: string, scheme: string, host: string, path: string, query: string) {
    super();
    this.text = text;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof CelUrl && other.text === this.text;
  }
  override toString(): string {
    return this.text;
  }
}

/** Kubernetes' functions of URLs: absolute ones, or paths. */
export const urls: Library = [
  declare('is_url_string', 'isURL(string) -> bool', (text: string) => parseUrl(text) !== undefined),
  declare('string_to_url', 'url(string) -> kubernetes.URL', (text: string) => {
    const url = parseUrl(text);
    if (url === undefined) {
      throw new CelRuntimeError(
        `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
      );
    }
    return url;
  }),
  declare('url_get_scheme', 'kubernetes.URL.getScheme() -> string', ({ scheme }: CelUrl) => scheme),
  declare('url_get_host', 'kubernetes.URL.getHost() -> string', ({ host }: CelUrl) => host),
  declare('url_get_hostname', 'kubernetes.URL.getHostname() -> string', ({ host }: CelUrl) =>
    host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'),
  ),
  declare('url_get_port', 'kubernetes.URL.getPort() -> string', ({ host }: CelUrl) => /:(\d*)$/.exec(host)?.[1] ?? ''),
  declare('url_get_escaped_path', 'kubernetes.URL.getEscapedPath() -> string', ({ path }: CelUrl) => path),
  declare('url_get_query', 'kubernetes.URL.getQuery() -> map<string, list<string>>', ({ query }: CelUrl) => {
    const values = new Map<string, string[]>();
    for (const pair of query.split('&').filter((part) => part !== '')) {
      const [name = '', ...rest] = pair.split('=').map(unescapeQuery);
      values.set(name, [...(values.get(name) ?? []), rest.join('=')]);
    }
    return values;
  }),
];

function unescapeQuery(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) return spaced;
    throw error;
  }
}

/** `ParseRequestURI`: a URL with a scheme, or a path that begins with a slash. */
function parseUrl(text: string): CelUrl | undefined {
  const [, scheme = '', authority, path = '', query = ''] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  if (scheme === '' && !text.startsWith('/')) return undefined;
  if (/[\x00-\x20\x7f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(path)) return undefined;
  if (scheme !== '' && authority === undefined && !path.startsWith('/')) return undefined;
  const host = (authority ?? '').replace(/^.*@/, '');
  if (/[ <>"]/.test(host) || /:\D+$/.test(host.replace(/^\[.*\]/, ''))) return undefined;
  if (host.includes('[') && !/^\[[0-9a-fA-F:.%]+\](?::\d*)?$/.test(host)) return undefined;
  return new CelUrl(text, scheme.toLowerCase(), host, path, query);
}
