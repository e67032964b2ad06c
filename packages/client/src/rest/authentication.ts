import { readFile } from 'node:fs/promises';
import type { ConnectionConfig, Credentials, Impersonation } from './connection-config.js';

/** Gives every request the headers that say who asks. */
export interface Authentication {
  /** The headers, and a client certificate when the credentials bring one. */
  current(): Promise<{ headers: Record<string, string>; credentials: Credentials }>;
  /** After a 401: whether asking again with renewed credentials makes sense. */
  refused(): boolean;
}

/** How long a token file's content is trusted, in milliseconds, as in client-go. */
const tokenFileLifetime = 60_000;

/** The authentication that `config` describes; a token goes before a password. */
export function authenticationOf(config: ConnectionConfig): Authentication {
  const fixed = { ...fixedHeaders(config), ...impersonationHeaders(config.impersonate) };
  const readToken = config.tokenFile === undefined ? undefined : tokenFileReader(config.tokenFile);
  return {
    async current() {
      const credentials = (await config.credentials?.get()) ?? {};
      const token = credentials.token ?? (await readToken?.());
      const headers = token === undefined ? fixed : { ...fixed, authorization: `Bearer ${token}` };
      return { headers, credentials };
    },
    refused() {
      config.credentials?.refused();
      return config.credentials !== undefined;
    },
  };
}

function fixedHeaders({ token, username, password }: ConnectionConfig): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

/** Several groups and extras are several headers of one name; joined here, split where the request is made. */
function impersonationHeaders(impersonation: Impersonation | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  if (impersonation?.user !== undefined) headers['impersonate-user'] = impersonation.user;
  if (impersonation?.uid !== undefined) headers['impersonate-uid'] = impersonation.uid;
  if (impersonation?.groups?.length) headers['impersonate-group'] = impersonation.groups.join(separator);
  for (const [name, values] of Object.entries(impersonation?.extra ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(name).toLowerCase()}`] = values.join(separator);
  }
  return headers;
}

/** Cannot occur in a header's value. */
const separator = '\n';

/** `headers` as node:http takes them: what was joined is an array again. */
export function outgoingHeaders(headers: Record<string, string>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.includes(separator) ? value.split(separator) : value]),
  );
}

function tokenFileReader(file: string): () => Promise<string> {
  let token = '';
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = performance.now();
    if (now - readAt > tokenFileLifetime) {
      token = (await readFile(file, 'utf8')).trim();
      readAt = now;
    }
    return token;
  };
}
