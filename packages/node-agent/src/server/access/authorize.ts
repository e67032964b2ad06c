import type { Clock, SubjectAccessReview, SubjectAccessReviewSpec } from '@sampan/api';
import type { Client } from '@sampan/client';
import type { AgentUser } from './agent-user.js';
import { reviewTimeout } from './authenticate.js';
import { TimedCache } from './timed-cache.js';

/** The kubelet's `authorization.webhook.cacheAuthorizedTTL` and `cacheUnauthorizedTTL`. */
const allowedMilliseconds = 5 * 60_000;
const deniedMilliseconds = 30_000;
const rememberedDecisions = 8192;

/** Whether somebody may do something to a node. Rejects when the API server cannot be asked. */
export type Authorize = (user: AgentUser, verb: string, subresource: string) => Promise<boolean>;

/** The kubelet's authorization: the API server decides (SubjectAccessReview), and its answers are remembered. */
export function createAuthorize(options: { client: Client; clock: Clock; nodeName: string }): Authorize {
  const { client, clock, nodeName } = options;
  const decisions = new TimedCache<boolean>(clock, rememberedDecisions);
  return async (user, verb, subresource) => {
    const spec = reviewSpec(user, { version: 'v1', resource: 'nodes', name: nodeName, verb, subresource });
    const key = JSON.stringify(spec);
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const allowed = await review(client, spec);
    decisions.set(key, allowed, allowed ? allowedMilliseconds : deniedMilliseconds);
    return allowed;
  };
}

function reviewSpec(
  { name, uid, groups, extra }: AgentUser,
  resourceAttributes: SubjectAccessReviewSpec['resourceAttributes'] & object,
): SubjectAccessReviewSpec {
  const extras = Object.entries(extra ?? {}).map(([key, values]) => [key, [...values]]);
  return {
    user: name,
    groups: [...groups],
    ...(uid === undefined ? {} : { uid }),
    ...(extras.length === 0 ? {} : { extra: Object.fromEntries(extras) }),
    resourceAttributes,
  };
}

async function review(client: Client, spec: SubjectAccessReviewSpec): Promise<boolean> {
  const { status } = await client.json<SubjectAccessReview>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {}, spec },
    signal: AbortSignal.timeout(reviewTimeout),
  });
  return status?.allowed === true;
}
