import { defineFlags, text, texts } from './define-flags.js';
import { readIfNamed, readNamedFile } from './named-file.js';
import { booleanOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

/** The cluster's own tokens: those by which nodes join, and those of service accounts. */
export interface TokenFlags {
  readonly enableBootstrapTokenAuth: boolean;
  readonly serviceAccountJwksUri: string | undefined;
  readonly serviceAccountIssuer: string | undefined;
  readonly serviceAccountSigningKeyFile: string | undefined;
  readonly serviceAccountKeyFiles: readonly string[];
  readonly apiAudiences: readonly string[];
}

export const tokens = defineFlags({
  options: {
    'api-audiences': text,
    'enable-bootstrap-token-auth': text,
    'service-account-issuer': text,
    'service-account-jwks-uri': text,
    'service-account-key-file': texts,
    'service-account-signing-key-file': text,
  },
  usage: `
  --enable-bootstrap-token-auth true|false
                                        whether Secrets of kube-system may be tokens by which nodes join (false)
  --service-account-issuer URL, --service-account-jwks-uri URL, --api-audiences LIST
  --service-account-signing-key-file FILE, --service-account-key-file FILE (may be repeated)`,
  read: (values): TokenFlags => ({
    enableBootstrapTokenAuth: booleanOf(
      'enable-bootstrap-token-auth',
      values['enable-bootstrap-token-auth'] ?? 'false',
    ),
    serviceAccountJwksUri: values['service-account-jwks-uri'],
    serviceAccountIssuer: values['service-account-issuer'],
    serviceAccountSigningKeyFile: values['service-account-signing-key-file'],
    serviceAccountKeyFiles: values['service-account-key-file'] ?? [],
    apiAudiences: (values['api-audiences'] ?? '').split(',').filter((audience) => audience !== ''),
  }),
  async configure(flags) {
    const signingKey = await readIfNamed('service-account-signing-key-file', flags.serviceAccountSigningKeyFile);
    const verifyingKeys = await Promise.all(
      flags.serviceAccountKeyFiles.map((file) => readNamedFile('service-account-key-file', file)),
    );
    return {
      bootstrapTokens: flags.enableBootstrapTokenAuth,
      serviceAccounts: withoutUndefined({
        issuer: flags.serviceAccountIssuer,
        signingKey,
        verifyingKeys: verifyingKeys.length === 0 ? undefined : verifyingKeys.join('\n'),
        jwksUri: flags.serviceAccountJwksUri,
        audiences: flags.apiAudiences.length === 0 ? undefined : flags.apiAudiences,
      }),
    };
  },
});
