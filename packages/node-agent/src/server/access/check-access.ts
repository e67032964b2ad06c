import type { IncomingMessage } from 'node:http';
import type { PodContext } from '../../pod/pod-context.js';
import { HttpError } from '../http-error.js';
import { createAuthenticate } from './authenticate.js';
import { createAuthorize } from './authorize.js';
import { requestedAccess } from './requested-access.js';

/** Rejects with a 401 or 403 in the kubelet's words, or with a 500 when the API server cannot tell. */
export type CheckAccess = (message: IncomingMessage, route: string) => Promise<void>;

/**
 * Who may use the agent's API: whoever the cluster's roles let use it. The agent itself trusts nobody, not even the API
 * server, whose client certificate is a user with the role `system:kubelet-api-admin`. What cannot be asked is refused.
 */
export function createCheckAccess(context: Pick<PodContext, 'client' | 'clock' | 'logger' | 'nodeName'>): CheckAccess {
  const { logger } = context;
  const authenticate = createAuthenticate(context);
  const authorize = createAuthorize(context);

  async function identify(message: IncomingMessage) {
    try {
      return await authenticate(message);
    } catch (error) {
      logger.warn('cannot find out who makes a request', { error: String(error) });
      return undefined;
    }
  }

  return async (message, route) => {
    const user = await identify(message);
    if (user === undefined) throw new HttpError(401, 'Unauthorized');
    const { verb, subresources } = requestedAccess(message.method ?? '', route);
    const what = `user=${user.name}, verb=${verb}, resource=nodes`;
    for (const subresource of subresources) {
      const allowed = await authorize(user, verb, subresource).catch((error: unknown) => {
        logger.warn('cannot find out what a request may do', { user: user.name, error: String(error) });
        throw new HttpError(500, `Authorization error (${what}, subresource=${subresource})`);
      });
      if (allowed) return;
    }
    throw new HttpError(403, `Forbidden (${what}, subresource(s)=[${subresources.join(' ')}])\n`);
  };
}
