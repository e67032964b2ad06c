import type { Clock, TokenReview } from '@sampan/api';
import { createExpiringCache } from '../configuration/expiring-cache.js';
import { postReview } from '../configuration/post-review.js';
import type { WebhookServer } from '../configuration/webhook-kubeconfig.js';
import type { Authenticator } from './authenticator.js';
import type { User } from './user.js';

export interface TokenWebhook {
  readonly server: WebhookServer;
  readonly version: 'v1' | 'v1beta1';
  /** For how many milliseconds an answer is true. */
  readonly cacheTtl: number;
}

interface WebhookTokensOptions extends TokenWebhook {
  readonly clock: Clock;
  /** Told why nobody answered: the token's owner only hears that it is refused. */
  onError(error: unknown): void;
}

/** What was found about a token. */
interface Found {
  readonly user: User | undefined;
}

const timeout = 30_000;

/** Asks somebody else, by TokenReview, whose token it is. */
export function webhookTokenAuthenticator(options: WebhookTokensOptions): Authenticator {
  const { server, version, cacheTtl, clock } = options;
  const known = createExpiringCache<Found>(clock);

  async function ask(token: string): Promise<User | undefined> {
    const apiVersion = `authentication.k8s.io/${version}`;
    const review = { kind: 'TokenReview', apiVersion, metadata: { creationTimestamp: null }, spec: { token } };
    try {
      const { status } = await postReview<TokenReview>(server, review, { timeout });
      const found = { user: status?.authenticated === true ? userOf(status) : undefined };
      known.set(token, found, cacheTtl);
      return found.user;
    } catch (error) {
      options.onError(error);
      return undefined;
    }
  }

  return {
    authenticate: ({ bearerToken }) => {
      if (bearerToken === undefined) return undefined;
      const found = known.get(bearerToken);
      return found === undefined ? ask(bearerToken) : found.user;
    },
  };
}

function userOf({ user = {} }: NonNullable<TokenReview['status']>): User {
  const { username = '', uid, groups = [], extra } = user;
  return { name: username, groups, ...(uid && { uid }), ...(extra && { extra }) };
}
