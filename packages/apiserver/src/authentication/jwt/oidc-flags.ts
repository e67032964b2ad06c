import type { AuthenticationConfiguration } from './configuration.js';

/** What `--oidc-…` say of the one issuer that they can name. */
export interface OidcFlags {
  readonly issuerUrl: string;
  readonly clientId: string;
  /** PEM. */
  readonly certificateAuthority?: string | undefined;
  readonly usernameClaim: string;
  readonly usernamePrefix: string | undefined;
  readonly groupsClaim: string | undefined;
  readonly groupsPrefix: string;
  readonly requiredClaims: Readonly<Record<string, string>>;
}

/**
 * The configuration that says the same as flags: names that are no addresses are prefixed by their issuer, unless a prefix is
 * given; `-` is none.
 */
export function configurationOfFlags(flags: OidcFlags): AuthenticationConfiguration {
  const { issuerUrl, clientId, certificateAuthority, groupsClaim } = flags;
  const issuer = {
    ...{ url: issuerUrl, audiences: [clientId] },
    ...(certificateAuthority !== undefined && { certificateAuthority }),
  };
  const required = Object.entries(flags.requiredClaims);
  return {
    jwt: [
      {
        issuer,
        claimMappings: {
          username: { claim: flags.usernameClaim, prefix: usernamePrefixOf(flags) },
          ...(groupsClaim !== undefined && { groups: { claim: groupsClaim, prefix: flags.groupsPrefix } }),
        },
        claimValidationRules: required.map(([claim, requiredValue]) => ({ claim, requiredValue })),
      },
    ],
  };
}

function usernamePrefixOf({ usernameClaim, usernamePrefix = '', issuerUrl }: OidcFlags): string {
  if (usernamePrefix === '-') return '';
  return usernamePrefix === '' && usernameClaim !== 'email' ? `${issuerUrl}#` : usernamePrefix;
}
