import type { User } from '../authentication/user.js';
import type { RequestHeaders } from './api-request.js';

/** Whom a request acts as: the user itself, or the one that its `Impersonate-…` headers name. Throws 403. */
export type Impersonation = (user: User, headers: RequestHeaders) => User;
