import { unauthorized } from '@sampan/api';
import type { Authenticator } from '../authentication/authenticator.js';
import type { User } from '../authentication/user.js';
import type { ApiRequest } from './api-request.js';

/** Tells who makes a request for a path. Throws 401 where nobody knows. */
export async function authenticate(request: ApiRequest, path: string, authenticator: Authenticator): Promise<User> {
  if (request.user !== undefined) return request.user;
  const answer = authenticator.authenticate(request.credentials, path);
  const user = answer instanceof Promise ? await answer : answer;
  if (user === undefined) throw unauthorized();
  return user;
}
