import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type Clock, certificateSubject, type TokenReview } from '@sampan/api';
import type { Client } from '@sampan/client';
import type { AgentUser } from './agent-user.js';
import { TimedCache } from './timed-cache.js';

/** The kubelet's `authentication.webhook.cacheTTL`: for tokens that are good, and for those that are not. */
const tokenMilliseconds = 2 * 60_000;
/** An API server that takes longer than this to review a token has not answered. */
export const reviewTimeout = 10_000;
const rememberedTokens = 1024;

/** Tells who makes a request; undefined: nobody that is known. Rejects when the API server cannot be asked. */
export type Authenticate = (message: IncomingMessage) => Promise<AgentUser | undefined>;

/**
 * The kubelet's authentication: client certificates of the cluster's authority, and bearer tokens that the API server
 * vouches for (TokenReview). There are no anonymous requests.
 */
export function createAuthenticate({ client, clock }: { client: Client; clock: Clock }): Authenticate {
  const tokens = new TimedCache<AgentUser | 'nobody'>(clock, rememberedTokens);

  async function userOfToken(token: string): Promise<AgentUser | undefined> {
    const key = createHash('sha256').update(token).digest('base64');
    let user = tokens.get(key);
    if (user === undefined) {
      user = (await reviewToken(client, token)) ?? 'nobody';
      tokens.set(key, user, tokenMilliseconds);
    }
    return user === 'nobody' ? undefined : user;
  }

  return async (message) => {
    const token = bearerToken(message);
    const user = userOfCertificate(message.socket as TLSSocket) ?? (token && (await userOfToken(token)));
    return user ? withAuthenticatedGroup(user) : undefined;
  };
}

/** The common name is the user, organizations are the groups; a certificate that nobody known signed is worth nothing. */
function userOfCertificate(socket: TLSSocket): AgentUser | undefined {
  if (!socket.authorized) return undefined;
  const { commonName, organizations } = certificateSubject(socket.getPeerX509Certificate()?.subject ?? '');
  return commonName === undefined ? undefined : { name: commonName, groups: organizations };
}

/** Of the header, or, as browsers send it, of a WebSocket subprotocol. */
function bearerToken({ headers }: IncomingMessage): string | undefined {
  if (headers.authorization !== undefined) return /^bearer +(\S+)\s*$/i.exec(headers.authorization)?.[1];
  const protocols = headers['sec-websocket-protocol'] ?? '';
  const encoded = /(?:^|,)\s*base64url\.bearer\.authorization\.k8s\.io\.([A-Za-z0-9_-]+)/.exec(protocols)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString();
}

async function reviewToken(client: Client, token: string): Promise<AgentUser | undefined> {
  const { status } = await client.json<TokenReview>({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec: { token } },
    signal: AbortSignal.timeout(reviewTimeout),
  });
  if (!status?.authenticated || !status.user?.username) return undefined;
  const { username, uid, groups = [], extra } = status.user;
  return { name: username, groups, ...(uid && { uid }), ...(extra && { extra }) };
}

const authenticated = 'system:authenticated';

function withAuthenticatedGroup(user: AgentUser): AgentUser {
  return user.groups.includes(authenticated) ? user : { ...user, groups: [...user.groups, authenticated] };
}
