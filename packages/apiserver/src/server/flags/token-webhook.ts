import { readWebhookKubeconfig } from '../../configuration/webhook-kubeconfig.js';
import { defineFlags, text } from './define-flags.js';
import { durationOf, reviewVersionOf } from './values.js';

/** Who is asked whose tokens those are that nobody knows. */
export interface TokenWebhookFlags {
  readonly authenticationTokenWebhookConfigFile: string | undefined;
  readonly authenticationTokenWebhookVersion: 'v1' | 'v1beta1';
  /** Milliseconds. */
  readonly authenticationTokenWebhookCacheTtl: number;
}

const prefix = 'authentication-token-webhook';

export const tokenWebhook = defineFlags({
  options: { [`${prefix}-cache-ttl`]: text, [`${prefix}-config-file`]: text, [`${prefix}-version`]: text },
  usage: `
  --authentication-token-webhook-config-file FILE
                                        a kubeconfig that says who is asked whose tokens those are that nobody knows
  --authentication-token-webhook-version v1|v1beta1 (v1beta1), --authentication-token-webhook-cache-ttl DURATION (2m)`,
  read: (values): TokenWebhookFlags => ({
    authenticationTokenWebhookConfigFile: values[`${prefix}-config-file`],
    authenticationTokenWebhookVersion: reviewVersionOf(`${prefix}-version`, values[`${prefix}-version`]),
    authenticationTokenWebhookCacheTtl: durationOf(`${prefix}-cache-ttl`, values[`${prefix}-cache-ttl`] ?? '2m'),
  }),
  async configure(flags) {
    const { authenticationTokenWebhookConfigFile: file, authenticationTokenWebhookVersion: version } = flags;
    if (file === undefined) return {};
    const server = await readWebhookKubeconfig(file);
    return { tokenWebhook: { server, version, cacheTtl: flags.authenticationTokenWebhookCacheTtl } };
  },
});
