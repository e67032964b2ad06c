import { readFile } from 'node:fs/promises';
import { parseDuration } from '@sampan/api';
import type { AuthorizationMode } from '../../authorization/create-authorizer.js';
import {
  type ConfiguredAuthorizer,
  type ConfiguredWebhook,
  readAuthorizationConfiguration,
} from '../../authorization/webhook/authorization-configuration.js';
import type { AuthorizationWebhook } from '../../authorization/webhook/webhook-authorizer.js';
import { readWebhookKubeconfig } from '../../configuration/webhook-kubeconfig.js';

/** What flags say of who is asked whether somebody may do something. */
export interface AuthorizationFlags {
  readonly authorizationConfig: string | undefined;
  /** Undefined: nobody says. */
  readonly authorizationModes: readonly string[] | undefined;
  readonly authorizationPolicyFile: string | undefined;
  readonly authorizationWebhookConfigFile: string | undefined;
  readonly authorizationWebhookVersion: 'v1' | 'v1beta1';
  /** Milliseconds. */
  readonly authorizationWebhookAuthorizedTtl: number;
  readonly authorizationWebhookUnauthorizedTtl: number;
}

/** Who is asked whether somebody may do something, as flags or a file say it; undefined: neither does. */
export async function authorizationOf(flags: AuthorizationFlags): Promise<AuthorizationMode[] | undefined> {
  if (flags.authorizationConfig !== undefined) {
    const authorizers = readAuthorizationConfiguration(await readFile(flags.authorizationConfig, 'utf8'));
    return Promise.all(authorizers.map((authorizer) => configuredMode(authorizer, flags)));
  }
  return flags.authorizationModes && Promise.all(flags.authorizationModes.map((type) => modeOf(type, flags)));
}

async function configuredMode(
  { type, webhook }: ConfiguredAuthorizer,
  flags: AuthorizationFlags,
): Promise<AuthorizationMode> {
  return webhook === undefined ? modeOf(type, flags) : { type: 'Webhook', webhook: await configuredWebhook(webhook) };
}

async function configuredWebhook(webhook: ConfiguredWebhook): Promise<AuthorizationWebhook> {
  const { authorizedTTL = '5m', unauthorizedTTL = '30s', matchConditions = [] } = webhook;
  const { cacheAuthorizedRequests = true, cacheUnauthorizedRequests = true } = webhook;
  return {
    server: await readWebhookKubeconfig(webhook.connectionInfo.kubeConfigFile ?? ''),
    version: webhook.subjectAccessReviewVersion,
    authorizedTtl: cacheAuthorizedRequests ? parseDuration(authorizedTTL) : 0,
    unauthorizedTtl: cacheUnauthorizedRequests ? parseDuration(unauthorizedTTL) : 0,
    timeout: parseDuration(webhook.timeout),
    failurePolicy: webhook.failurePolicy,
    matchConditions: matchConditions.map(({ expression }) => expression),
  };
}

/** A webhook that flags name has no opinion where it does not answer. */
async function modeOf(type: string, flags: AuthorizationFlags): Promise<AuthorizationMode> {
  switch (type) {
    case 'ABAC':
      return { type, policies: await readFile(flags.authorizationPolicyFile ?? '', 'utf8') };
    case 'Webhook':
      return {
        type,
        webhook: {
          server: await readWebhookKubeconfig(flags.authorizationWebhookConfigFile ?? ''),
          version: flags.authorizationWebhookVersion,
          authorizedTtl: flags.authorizationWebhookAuthorizedTtl,
          unauthorizedTtl: flags.authorizationWebhookUnauthorizedTtl,
          ...{ timeout: 30_000, failurePolicy: 'NoOpinion', matchConditions: [] },
        },
      };
    default:
      return { type: type as 'AlwaysAllow' | 'AlwaysDeny' | 'Node' | 'RBAC' };
  }
}
