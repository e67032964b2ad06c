import type { Clock, SubjectAccessReview, SubjectAccessReviewSpec } from '@sampan/api';
import { createExpiringCache } from '../../configuration/expiring-cache.js';
import { postReview } from '../../configuration/post-review.js';
import type { WebhookServer } from '../../configuration/webhook-kubeconfig.js';
import type { Attributes, Authorizer, Decision } from '../authorizer.js';
import { matchesAll } from './match-conditions.js';

export interface AuthorizationWebhook {
  readonly server: WebhookServer;
  readonly version: 'v1' | 'v1beta1';
  /** For how many milliseconds an answer is true. */
  readonly authorizedTtl: number;
  readonly unauthorizedTtl: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether what could not be asked is denied, or left to those who come after it. */
  readonly failurePolicy: 'NoOpinion' | 'Deny';
  /** Expressions over `request`: who does not match all of them is not asked about. */
  readonly matchConditions: readonly string[];
}

interface WebhookAuthorizerOptions extends AuthorizationWebhook {
  readonly clock: Clock;
  onError(error: unknown): void;
}

const noOpinion: Decision = { allowed: false, reason: '' };

/** Asks somebody else, by SubjectAccessReview. It says nothing of rules: those who ask for them are told that there may be more. */
export function webhookAuthorizer(options: WebhookAuthorizerOptions): Authorizer {
  const { server, version, timeout } = options;
  const known = createExpiringCache<Decision>(options.clock);
  const matches = matchesAll(options.matchConditions);
  const failed: Decision = { ...noOpinion, denied: options.failurePolicy === 'Deny' };

  async function review(spec: SubjectAccessReviewSpec, key: string): Promise<Decision> {
    const apiVersion = `authorization.k8s.io/${version}`;
    const metadata = { creationTimestamp: null };
    try {
      const question = { kind: 'SubjectAccessReview', apiVersion, metadata, spec: shown(spec, version) };
      const { status } = await postReview<SubjectAccessReview>(server, question, { timeout });
      const { allowed = false, denied = false, reason = '' } = status ?? {};
      if (allowed && denied) throw new Error('webhook subject access review returned both allow and deny response');
      const decision: Decision = { allowed, reason, ...(denied && { denied }) };
      known.set(key, decision, allowed ? options.authorizedTtl : options.unauthorizedTtl);
      return decision;
    } catch (error) {
      options.onError(error);
      return failed;
    }
  }

  return {
    authorize: () => noOpinion,
    ask: (attributes) => {
      const spec = specOf(attributes);
      try {
        if (!matches(spec)) return noOpinion;
      } catch (error) {
        options.onError(error);
        return failed;
      }
      const key = JSON.stringify(spec);
      return known.get(key) ?? review(spec, key);
    },
    rulesFor: () => ({
      resourceRules: [],
      nonResourceRules: [],
      evaluationError: 'webhook authorizer does not support user rule resolution',
    }),
  };
}

function specOf(attributes: Attributes): SubjectAccessReviewSpec {
  const { user, verb, path, group, version, resource, subresource, namespace, name } = attributes;
  const access = Object.entries({ namespace, verb, group, version, resource, subresource, name });
  const stated = Object.fromEntries(access.filter(([, value]) => value !== ''));
  const extra = Object.entries(user.extra ?? {}).map(([key, values]): [string, string[]] => [key, [...values]]);
  return {
    ...(attributes.resourceRequest ? { resourceAttributes: stated } : { nonResourceAttributes: { path, verb } }),
    ...(user.name !== '' && { user: user.name }),
    ...(user.groups.length > 0 && { groups: [...user.groups] }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
    ...(user.uid && { uid: user.uid }),
  };
}

/** The former version has another name for the groups. */
function shown({ groups, ...spec }: SubjectAccessReviewSpec, version: 'v1' | 'v1beta1'): object {
  if (groups === undefined) return spec;
  return version === 'v1' ? { ...spec, groups } : { ...spec, group: groups };
}
