import type { X509Certificate } from 'node:crypto';
import type { Authenticator } from './authenticator.js';
import type { User } from './user.js';
import { credentialIdKey } from './well-known.js';

/** Knows users by their verified client certificate: the common name is the user, organizations are the groups. */
export function clientCertificateAuthenticator(): Authenticator {
  const users = new WeakMap<X509Certificate, User>();
  return {
    authenticate: ({ certificate }) => {
      if (certificate === undefined) return undefined;
      let user = users.get(certificate);
      if (user === undefined) {
        user = userOf(certificate);
        if (user !== undefined) users.set(certificate, user);
      }
      return user;
    },
  };
}

function userOf(certificate: X509Certificate): User | undefined {
  const parts = certificate.subject.split('\n').map((line) => {
    const equals = line.indexOf('=');
    return { type: line.slice(0, equals), value: unescapeValue(line.slice(equals + 1)) };
  });
  const name = parts.find(({ type }) => type === 'CN')?.value;
  if (name === undefined || name === '') return undefined;
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  return {
    name,
    groups: parts.filter(({ type }) => type === 'O').map(({ value }) => value),
    extra: { [credentialIdKey]: [`X509SHA256=${fingerprint}`] },
  };
}

/** Undoes the escapes of RFC 2253: `\,` and `\C3\A9`. */
function unescapeValue(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(/(?:\\[0-9A-Fa-f]{2})+/g, (escaped) =>
    Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString(),
  );
  return bytes.replace(/\\(.)/g, '$1');
}
