import type { User } from './user.js';

export interface TokenIssuer {
  /** Issues a token for a service account, bound to an object if given. */
  issue(request: {
    namespace: string;
    serviceAccount: string;
    serviceAccountUid: string;
    audiences: readonly string[];
    expirationSeconds: number;
    bound?: { kind: string; apiVersion: string; name: string; uid: string };
  }): Promise<{ token: string; expirationTimestamp: string }>;
  /** Whose token it is, and for which of `audiences`; undefined for tokens that others issued. Rejects with a reason. */
  verify(token: string, audiences: readonly string[]): Promise<{ user: User; audiences: string[] } | undefined>;
  /** The audience of tokens that are meant for this API server. */
  readonly defaultAudience: string;
}
