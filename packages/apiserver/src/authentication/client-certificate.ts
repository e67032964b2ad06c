import type { X509Certificate } from 'node:crypto';
import { certificateSubject } from '@sampan/api';
import type { Authenticator } from './authenticator.js';
import type { SignedBy } from './signed-by.js';
import type { User } from './user.js';
import { credentialIdKey } from './well-known.js';

/**
 * Knows users by their verified client certificate: the common name is the user, organizations are the groups. `signedBy`:
 * where connections are let in by the certificates of other authorities as well.
 */
export function clientCertificateAuthenticator(signedBy?: SignedBy): Authenticator {
  const users = new WeakMap<X509Certificate, User>();
  return {
    authenticate: ({ certificate }) => {
      if (certificate === undefined || signedBy?.(certificate) === false) return undefined;
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
  const { commonName, organizations } = certificateSubject(certificate.subject);
  if (commonName === undefined) return undefined;
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  return { name: commonName, groups: organizations, extra: { [credentialIdKey]: [`X509SHA256=${fingerprint}`] } };
}
