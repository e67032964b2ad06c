import { systemErrorWords } from '@sampan/api';

/** No answer came: the server could not be reached, or the connection broke. Worded as Go programs word it. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
  /** The system's or TLS's code: `ECONNREFUSED`, `ENOTFOUND`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code: string;
  readonly method: string;
  readonly url: string;
  /** What went wrong, without the request: `dial tcp 127.0.0.1:6443: connect: connection refused`. */
  readonly detail: string;

  constructor(method: string, url: string, cause: unknown) {
    const detail = detailOf(cause, new URL(url));
    super(`${method.charAt(0)}${method.slice(1).toLowerCase()} "${url}": ${detail}`, { cause });
    this.code = codeOf(cause);
    this.method = method;
    this.url = url;
    this.detail = detail;
  }
}

export function isConnectionRefused(error: unknown): boolean {
  return codeOf(error) === 'ECONNREFUSED';
}

function detailOf(cause: unknown, url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = `${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`;
  const message = cause instanceof Error ? cause.message : String(cause);
  switch (codeOf(cause)) {
    case 'ECONNREFUSED':
      return `dial tcp ${address}: connect: connection refused`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${host}: no such host`;
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${host}: Temporary failure in name resolution`;
    case 'EHOSTUNREACH':
      return `dial tcp ${address}: connect: no route to host`;
    case 'ENETUNREACH':
      return `dial tcp ${address}: connect: network is unreachable`;
    case 'ETIMEDOUT':
      return `dial tcp ${address}: i/o timeout`;
    case 'ECONNRESET':
      return `read tcp ${address}: read: connection reset by peer`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `tls: failed to verify certificate: x509: ${namesProblem(cause, host)}`;
    case 'EPROTO':
      return message.includes('wrong version number')
        ? 'http: server gave HTTP response to HTTPS client'
        : `tls: ${message}`;
    case 'ABORT_ERR':
      return 'context canceled';
    case 'HEAD_TIMEOUT':
      return 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';
    default:
      return systemErrorWords(cause) ?? otherWords(message);
  }
}

/** Whom a certificate is for, by names or by addresses, and that it was somebody else who was asked for. */
function namesProblem(cause: unknown, server: string): string {
  const { host = server, cert } = cause as { host?: string; cert?: { subjectaltname?: string } };
  const isAddress = /^[\d.]+$|:/.test(host);
  const kind = isAddress ? 'IP Address:' : 'DNS:';
  const names = (cert?.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith(kind))
    .map((name) => name.slice(kind.length));
  return names.length === 0
    ? `certificate is not valid for any names, but wanted to match ${host}`
    : `certificate is valid for ${names.join(', ')}, not ${host}`;
}

/** What has no code of its own: OpenSSL's words for certificates and keys that cannot be read, Node's for headers. */
function otherWords(message: string): string {
  if (/^error:[0-9A-F]+:/.test(message)) {
    return message.includes('no start line') || message.includes('PEM')
      ? 'tls: failed to find any PEM data in certificate input'
      : `tls: ${message.split(':').at(-1) ?? 'handshake failure'}`;
  }
  return message.startsWith('Invalid character in header content') ? 'net/http: invalid header field value' : message;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}
