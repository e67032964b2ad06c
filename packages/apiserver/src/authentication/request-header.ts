import type { X509Certificate } from 'node:crypto';
import { certificateSubject } from '@sampan/api';
import type { Authenticator, Credentials } from './authenticator.js';
import type { SignedBy } from './signed-by.js';
import type { User } from './user.js';

/** In which headers a proxy says who asks. */
export interface RequestHeaderNames {
  readonly usernameHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly extraHeadersPrefixes: readonly string[];
}

/** Those that kube-apiserver's documentation suggests, and that this server uses where it is the proxy. */
export const defaultRequestHeaders: RequestHeaderNames = {
  usernameHeaders: ['X-Remote-User'],
  uidHeaders: ['X-Remote-Uid'],
  groupHeaders: ['X-Remote-Group'],
  extraHeadersPrefixes: ['X-Remote-Extra-'],
};

export interface RequestHeaderOptions extends RequestHeaderNames {
  /** Whether the authority of proxies signed a certificate. */
  readonly signedBy: SignedBy;
  /** The common names of proxies; none: all that the authority has signed. */
  readonly allowedNames: readonly string[];
}

/**
 * Believes a proxy, by its certificate, who asks: the first username that its headers name, all groups, and extra values by
 * the rest of their headers' names. Who names nobody is asked for as itself.
 */
export function requestHeaderAuthenticator(options: RequestHeaderOptions): Authenticator {
  return {
    authenticate: (credentials) => {
      const { certificate } = credentials;
      if (certificate === undefined || !isProxy(certificate, options)) return undefined;
      const { headers = {} } = credentials;
      const name = valuesOf(headers, options.usernameHeaders).find((value) => value !== '');
      if (name === undefined) return undefined;
      const uid = valuesOf(headers, options.uidHeaders).find((value) => value !== '');
      const extra = extraOf(headers, options.extraHeadersPrefixes);
      const groups = valuesOf(headers, options.groupHeaders);
      const user: User = {
        ...{ name, groups },
        ...(uid !== undefined && { uid }),
        ...(Object.keys(extra).length > 0 && { extra }),
      };
      return user;
    },
  };
}

function isProxy(certificate: X509Certificate, { signedBy, allowedNames }: RequestHeaderOptions): boolean {
  if (!signedBy(certificate)) return false;
  const { commonName = '' } = certificateSubject(certificate.subject);
  return allowedNames.length === 0 || allowedNames.includes(commonName);
}

type Headers = NonNullable<Credentials['headers']>;

function valuesOf(headers: Headers, names: readonly string[]): string[] {
  return names.flatMap((name) => headers[name.toLowerCase()] ?? []);
}

function extraOf(headers: Headers, prefixes: readonly string[]): Record<string, string[]> {
  const extra: Record<string, string[]> = {};
  for (const prefix of prefixes.map((each) => each.toLowerCase())) {
    for (const [header, values = []] of Object.entries(headers)) {
      if (!header.startsWith(prefix)) continue;
      const key = unescapedKey(header.slice(prefix.length));
      extra[key] = [...(extra[key] ?? []), ...values];
    }
  }
  return extra;
}

/** Keys are escaped where they have what a header's name may not; those that are escaped wrongly are taken as they are. */
function unescapedKey(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
