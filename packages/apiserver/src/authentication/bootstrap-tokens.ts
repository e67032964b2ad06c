import { timingSafeEqual } from 'node:crypto';
import { bootstrapTokenIn, type Clock, isTokenValid, type Secret } from '@sampan/api';
import type { Authenticator } from './authenticator.js';
import type { User } from './user.js';

/** Users of tokens by which nodes join a cluster. */
const bootstrappersGroup = 'system:bootstrappers';
const extraGroup = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** Knows whoever shows a token that is kept in a Secret of kube-system: `abcdef.0123456789abcdef`. */
export function bootstrapTokenAuthenticator({
  clock,
  secret,
}: {
  clock: Clock;
  /** The Secret of that name in kube-system. */
  secret(name: string): Secret | undefined;
}): Authenticator {
  return {
    authenticate: ({ bearerToken = '' }) => {
      const [, id, shown] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(bearerToken) ?? [];
      if (id === undefined || shown === undefined) return undefined;
      const found = secret(`bootstrap-token-${id}`);
      const token = found && bootstrapTokenIn(found);
      if (token === undefined || !isSame(token.secret, shown) || !isTokenValid(token, clock.now())) return undefined;
      if (!token.usages.includes('authentication') || !token.groups.every((group) => extraGroup.test(group))) {
        return undefined;
      }
      const user: User = { name: `system:bootstrap:${id}`, groups: [bootstrappersGroup, ...token.groups] };
      return user;
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
