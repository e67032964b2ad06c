import { unauthorized } from '@sampan/api';
import type { Authenticator, Credentials } from './authenticator.js';
import type { User } from './user.js';
import { anonymousUser, authenticatedGroup, unauthenticatedGroup } from './well-known.js';

const anonymous: User = { name: anonymousUser, groups: [unauthenticatedGroup] };

/**
 * Asks several authenticators in turn. Whoever is known is in `system:authenticated`. A token or a certificate that nobody
 * knows is refused; who shows nothing at all is `system:anonymous`, unless that is not allowed.
 */
export function unionAuthenticator(
  authenticators: readonly Authenticator[],
  { allowAnonymous = () => true }: { allowAnonymous?: (path: string) => boolean } = {},
): Authenticator {
  const marked = new WeakMap<User, User>();
  const mark = (user: User) => {
    const known = marked.get(user);
    if (known !== undefined) return known;
    const result = withAuthenticatedGroup(user);
    marked.set(user, result);
    return result;
  };
  const nobody = ({ bearerToken, certificate }: Credentials, path: string) => {
    if (bearerToken !== undefined || certificate !== undefined || !allowAnonymous(path)) throw unauthorized();
    return anonymous;
  };
  const ask = (credentials: Credentials, path: string, from: number): User | Promise<User> => {
    for (let index = from; index < authenticators.length; index++) {
      const answer = authenticators[index]?.authenticate(credentials);
      if (answer instanceof Promise) {
        return answer.then((user) => (user === undefined ? ask(credentials, path, index + 1) : mark(user)));
      }
      if (answer !== undefined) return mark(answer);
    }
    return nobody(credentials, path);
  };
  return { authenticate: (credentials, path = '') => ask(credentials, path, 0) };
}

function withAuthenticatedGroup(user: User): User {
  const { groups } = user;
  if (user.name === anonymousUser || groups.includes(authenticatedGroup) || groups.includes(unauthenticatedGroup))
    return user;
  return { ...user, groups: [...groups, authenticatedGroup] };
}
