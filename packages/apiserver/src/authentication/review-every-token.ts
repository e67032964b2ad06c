import type { Authenticator } from './authenticator.js';
import type { TokenIssuer } from './token-issuer.js';
import type { User } from './user.js';
import { authenticatedGroup } from './well-known.js';

/**
 * Verifies, besides the tokens that were issued here, those that `others` know: a TokenReview is asked about any token
 * that requests may carry. Tokens that say nothing of their audience are for this server: `audiences`.
 */
export function reviewEveryToken(
  issuer: TokenIssuer,
  others: readonly Authenticator[],
  audiences: readonly string[],
): TokenIssuer {
  return {
    ...issuer,
    verify: async (token, wanted) => {
      const issued = await issuer.verify(token, wanted);
      if (issued !== undefined) return { ...issued, user: authenticated(issued.user) };
      const matching = wanted.filter((audience) => audiences.includes(audience));
      if (matching.length === 0) return undefined;
      for (const other of others) {
        const user = await other.authenticate({ bearerToken: token });
        if (user !== undefined) return { user: authenticated(user), audiences: matching };
      }
      return undefined;
    },
  };
}

function authenticated(user: User): User {
  return user.groups.includes(authenticatedGroup) ? user : { ...user, groups: [...user.groups, authenticatedGroup] };
}
