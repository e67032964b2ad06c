import type { X509Certificate } from 'node:crypto';
import type { User } from './user.js';

/** What a request carries to prove who makes it. */
export interface Credentials {
  /** The verified client certificate of the connection, if it has one. */
  readonly certificate?: X509Certificate;
  /** The token of `Authorization: Bearer`, or of the WebSocket subprotocol `base64url.bearer.authorization.k8s.io.`. */
  readonly bearerToken?: string;
  /** The headers that came with a client certificate, each with all of its values; names are in lower case. */
  readonly headers?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
}

/**
 * One way of telling who somebody is. Returns undefined when the credentials are not of its kind; throws a 401
 * StatusError when they are, and are wrong.
 */
export interface Authenticator {
  /** `path`: what is asked for; who shows nothing may be let in for some paths alone. */
  authenticate(credentials: Credentials, path?: string): Promise<User | undefined> | User | undefined;
}
