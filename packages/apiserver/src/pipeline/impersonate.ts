import type { User } from '../authentication/user.js';
import type { RequestHeaders } from './api-request.js';
import type { RequestInfo } from './request-info.js';

/** Whom a request acts as, for what it asks: the user itself, or the one that its `Impersonate-…` headers name. Throws 403. */
export type Impersonation = (user: User, headers: RequestHeaders, info: RequestInfo) => User | Promise<User>;
