import { quote } from '@sampan/api';
import { authorizationModes } from '../../authorization/webhook/authorization-configuration.js';
import { type AuthorizationFlags, authorizationOf } from './authorization-modes.js';
import { defineFlags, type FlagValues, text, texts } from './define-flags.js';
import { UsageError } from './usage-error.js';
import { durationOf, listOf, reviewVersionOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

const options = {
  'authorization-config': text,
  'authorization-mode': texts,
  'authorization-policy-file': text,
  'authorization-webhook-cache-authorized-ttl': text,
  'authorization-webhook-cache-unauthorized-ttl': text,
  'authorization-webhook-config-file': text,
  'authorization-webhook-version': text,
};

type Values = FlagValues<typeof options>;

export const authorization = defineFlags({
  options,
  usage: `
  --authorization-mode LIST             who is asked whether somebody may do something, in this order: Node, RBAC, ABAC,
                                        Webhook, AlwaysAllow, AlwaysDeny (Node,RBAC)
  --authorization-config FILE           the same as an AuthorizationConfiguration
  --authorization-policy-file FILE      the policies of ABAC, one a line
  --authorization-webhook-config-file FILE, --authorization-webhook-version v1|v1beta1 (v1beta1),
  --authorization-webhook-cache-authorized-ttl DURATION (5m), --authorization-webhook-cache-unauthorized-ttl DURATION (30s)`,
  read: (values): AuthorizationFlags => ({
    authorizationWebhookConfigFile: values['authorization-webhook-config-file'],
    authorizationWebhookVersion: reviewVersionOf(
      'authorization-webhook-version',
      values['authorization-webhook-version'],
    ),
    authorizationWebhookAuthorizedTtl: ttlOf(values, 'authorization-webhook-cache-authorized-ttl', '5m'),
    authorizationWebhookUnauthorizedTtl: ttlOf(values, 'authorization-webhook-cache-unauthorized-ttl', '30s'),
    authorizationConfig: values['authorization-config'],
    authorizationModes: modesOf(values),
    authorizationPolicyFile: values['authorization-policy-file'],
  }),
  configure: async (flags) => withoutUndefined({ authorization: await authorizationOf(flags) }),
});

function ttlOf(values: Values, name: keyof Values & `${string}-ttl`, otherwise: string): number {
  return durationOf(name, values[name] ?? otherwise);
}

/** Modes and what they need, in the words of kube-apiserver. */
function modesOf(values: Values): string[] | undefined {
  const modes = values['authorization-mode'] === undefined ? undefined : listOf(values['authorization-mode']);
  const others = Object.keys(values).filter(
    (name) => name === 'authorization-mode' || name.startsWith('authorization-webhook-'),
  );
  if (values['authorization-config'] !== undefined && others.length > 0) {
    throw new UsageError(
      '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
    );
  }
  for (const [index, mode] of (modes ?? []).entries()) {
    if (!authorizationModes.includes(mode))
      throw new UsageError(`authorization-mode ${quote(mode)} is not a valid mode`);
    if (modes?.indexOf(mode) !== index) {
      throw new UsageError(`authorization-mode ${quote(mode)} has mode specified more than once`);
    }
  }
  const [policies, webhook] = [values['authorization-policy-file'], values['authorization-webhook-config-file']];
  if (modes?.includes('ABAC') && !policies)
    throw new UsageError("authorization-mode ABAC's authorization policy file not passed");
  if (modes?.includes('Webhook') && !webhook)
    throw new UsageError("authorization-mode Webhook's authorization config file not passed");
  if (policies && !modes?.includes('ABAC'))
    throw new UsageError('cannot specify --authorization-policy-file without mode ABAC');
  if (webhook && !modes?.includes('Webhook')) {
    throw new UsageError('cannot specify --authorization-webhook-config-file without mode Webhook');
  }
  return modes;
}
