import { type ConfigurationKind, readConfiguration } from '../../configuration/read-configuration.js';

/** Who is known besides those who show a certificate or a token that this server issued. */
export interface AuthenticationConfiguration {
  jwt?: JwtAuthenticator[];
  anonymous?: AnonymousConfiguration;
}

/** Whether requests without credentials are let in, and for which paths alone. */
export interface AnonymousConfiguration {
  enabled: boolean;
  conditions?: { path: string }[];
}

/** Whose tokens are believed, and what they say of a user. */
export interface JwtAuthenticator {
  issuer: JwtIssuer;
  claimValidationRules?: ClaimValidationRule[];
  claimMappings: ClaimMappings;
  userValidationRules?: UserValidationRule[];
}

export interface JwtIssuer {
  url: string;
  discoveryURL?: string;
  /** PEM; absent: those that this machine trusts. */
  certificateAuthority?: string;
  audiences: string[];
  audienceMatchPolicy?: string;
}

export interface ClaimValidationRule {
  claim?: string;
  requiredValue?: string;
  expression?: string;
  message?: string;
}

export interface ClaimMappings {
  username: PrefixedClaim;
  groups?: PrefixedClaim;
  uid?: ClaimOrExpression;
  extra?: { key: string; valueExpression: string }[];
}

export interface ClaimOrExpression {
  claim?: string;
  expression?: string;
}

export interface PrefixedClaim extends ClaimOrExpression {
  prefix?: string;
}

export interface UserValidationRule {
  expression: string;
  message?: string;
}

const claimOrExpression = { claim: 'string', expression: 'string' };

const kind: ConfigurationKind = {
  kind: 'AuthenticationConfiguration',
  versions: ['v1', 'v1beta1', 'v1alpha1'],
  structs: {
    AuthenticationConfiguration: { jwt: ['JWTAuthenticator'], anonymous: 'AnonymousAuthConfig' },
    AnonymousAuthConfig: { enabled: 'boolean', conditions: ['AnonymousAuthCondition'] },
    AnonymousAuthCondition: { path: 'string' },
    JWTAuthenticator: {
      ...{ issuer: 'Issuer', claimValidationRules: ['ClaimValidationRule'] },
      ...{ claimMappings: 'ClaimMappings', userValidationRules: ['UserValidationRule'] },
    },
    Issuer: {
      ...{ url: 'string', discoveryURL: 'string', certificateAuthority: 'string' },
      ...{ audiences: ['string'], audienceMatchPolicy: 'string' },
    },
    ClaimValidationRule: { ...claimOrExpression, requiredValue: 'string', message: 'string' },
    ClaimMappings: {
      ...{ username: 'PrefixedClaimOrExpression', groups: 'PrefixedClaimOrExpression', uid: 'ClaimOrExpression' },
      extra: ['ExtraMapping'],
    },
    PrefixedClaimOrExpression: { ...claimOrExpression, prefix: 'string' },
    ClaimOrExpression: claimOrExpression,
    ExtraMapping: { key: 'string', valueExpression: 'string' },
    UserValidationRule: { expression: 'string', message: 'string' },
  },
};

/** Reads the text of `--authentication-config`. Throws where it is none. */
export function readAuthenticationConfiguration(text: string): AuthenticationConfiguration {
  return readConfiguration(text, kind);
}
