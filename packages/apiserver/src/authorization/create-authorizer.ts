import type { Clock } from '@sampan/api';
import { abacAuthorizer } from './abac-authorizer.js';
import { alwaysAllow, alwaysDeny } from './always.js';
import type { Authorizer } from './authorizer.js';
import { unionAuthorizer } from './union-authorizer.js';
import { type AuthorizationWebhook, webhookAuthorizer } from './webhook/webhook-authorizer.js';

/** One of those who are asked. */
export type AuthorizationMode =
  | { readonly type: 'AlwaysAllow' | 'AlwaysDeny' | 'Node' | 'RBAC' }
  /** `policies`: the text of a policy file. */
  | { readonly type: 'ABAC'; readonly policies: string }
  | { readonly type: 'Webhook'; readonly webhook: AuthorizationWebhook };

export const defaultModes: readonly AuthorizationMode[] = [{ type: 'Node' }, { type: 'RBAC' }];

interface Parts {
  readonly node: Authorizer;
  readonly rbac: Authorizer;
  readonly clock: Clock;
  onError(error: unknown): void;
}

/** Those who are asked whether somebody may do something, in their order. */
export function createAuthorizer(modes: readonly AuthorizationMode[], parts: Parts): Authorizer {
  return unionAuthorizer(modes.map((mode) => authorizerOf(mode, parts)));
}

function authorizerOf(mode: AuthorizationMode, { node, rbac, clock, onError }: Parts): Authorizer {
  switch (mode.type) {
    case 'AlwaysAllow':
      return alwaysAllow;
    case 'AlwaysDeny':
      return alwaysDeny;
    case 'ABAC':
      return abacAuthorizer(mode.policies);
    case 'Webhook':
      return webhookAuthorizer({ ...mode.webhook, clock, onError });
    case 'Node':
      return node;
    default:
      return rbac;
  }
}
