import { readAuthenticationConfiguration } from '../../authentication/jwt/configuration.js';
import { signingAlgorithms } from '../../authentication/jwt/jwt-authenticator.js';
import { configurationOfFlags, type OidcFlags } from '../../authentication/jwt/oidc-flags.js';
import { followFile } from '../../configuration/follow-file.js';
import type { ApiserverOptions } from '../apiserver-options.js';
import { defineFlags, type FlagValues, text, texts } from './define-flags.js';
import { readIfNamed, readNamedFile } from './named-file.js';
import { UsageError } from './usage-error.js';
import { booleanOf, listOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

/** Whose tokens are believed, and who is let in without any. */
export interface IssuerFlags {
  /** Undefined: nobody says, and they are let in. */
  readonly anonymousAuth: boolean | undefined;
  readonly authenticationConfig: string | undefined;
  /** Undefined: no issuer is named by flags. */
  readonly oidc:
    | (Omit<OidcFlags, 'certificateAuthority'> & { caFile: string | undefined; signingAlgs: string[] })
    | undefined;
}

const options = {
  'anonymous-auth': text,
  'authentication-config': text,
  'oidc-ca-file': text,
  'oidc-client-id': text,
  'oidc-groups-claim': text,
  'oidc-groups-prefix': text,
  'oidc-issuer-url': text,
  'oidc-required-claim': texts,
  'oidc-signing-algs': texts,
  'oidc-username-claim': text,
  'oidc-username-prefix': text,
};

export const issuers = defineFlags({
  options,
  usage: `
  --anonymous-auth true|false           whether requests without credentials are let in as system:anonymous (true)
  --authentication-config FILE          an AuthenticationConfiguration: issuers whose tokens are believed, and who is let
                                        in without any; read again when it changes
  --oidc-issuer-url URL, --oidc-client-id ID
                                        the one issuer that flags can name, and whom its tokens are for
  --oidc-ca-file FILE, --oidc-signing-algs LIST (RS256), --oidc-required-claim KEY=VALUE
  --oidc-username-claim NAME (sub), --oidc-username-prefix TEXT (URL#; - is none)
  --oidc-groups-claim NAME, --oidc-groups-prefix TEXT`,
  read: (values): IssuerFlags => ({
    anonymousAuth:
      values['anonymous-auth'] === undefined ? undefined : booleanOf('anonymous-auth', values['anonymous-auth']),
    authenticationConfig: values['authentication-config'],
    oidc: oidcOf(values),
  }),
  configure: async (flags) =>
    withoutUndefined({ allowAnonymous: flags.anonymousAuth, authentication: await authenticationOf(flags) }),
});

function oidcOf(values: FlagValues<typeof options>): IssuerFlags['oidc'] {
  const { 'oidc-issuer-url': issuerUrl, 'oidc-client-id': clientId } = values;
  const given = Object.keys(values).filter((name) => name.startsWith('oidc-'));
  if (given.length === 0) return undefined;
  if (values['authentication-config'] !== undefined) {
    throw new UsageError('authentication-config file and oidc-* flags are mutually exclusive');
  }
  if (!issuerUrl || !clientId) {
    throw new UsageError('oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set');
  }
  return {
    ...{ issuerUrl, clientId },
    caFile: values['oidc-ca-file'],
    signingAlgs: algorithmsOf(listOf(values['oidc-signing-algs'] ?? ['RS256'])),
    usernameClaim: values['oidc-username-claim'] ?? 'sub',
    usernamePrefix: values['oidc-username-prefix'],
    groupsClaim: values['oidc-groups-claim'],
    groupsPrefix: values['oidc-groups-prefix'] ?? '',
    requiredClaims: pairsOf('oidc-required-claim', listOf(values['oidc-required-claim'])),
  };
}

function algorithmsOf(names: readonly string[]): string[] {
  for (const name of names) {
    if (!signingAlgorithms.includes(name))
      throw new UsageError(`--oidc-signing-algs ${name}: must be one of ${signingAlgorithms.join(', ')}`);
  }
  return [...names];
}

function pairsOf(name: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', ...value] = pair.split('=');
      if (key === '' || value.length === 0) throw new UsageError(`--${name} ${pair}: must be KEY=VALUE`);
      return [key, value.join('=')];
    }),
  );
}

async function authenticationOf(flags: IssuerFlags): Promise<ApiserverOptions['authentication']> {
  const { authenticationConfig, oidc, anonymousAuth } = flags;
  if (authenticationConfig !== undefined) {
    await readNamedFile('authentication-config', authenticationConfig);
    const source = await followFile(authenticationConfig);
    if (anonymousAuth !== undefined && readAuthenticationConfiguration(source.text).anonymous !== undefined) {
      throw new UsageError(
        '--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
      );
    }
    return { source };
  }
  if (oidc === undefined) return undefined;
  const { caFile, signingAlgs, ...issuer } = oidc;
  const certificateAuthority = await readIfNamed('oidc-ca-file', caFile);
  return { source: configurationOfFlags({ ...issuer, certificateAuthority }), algorithms: signingAlgs };
}
